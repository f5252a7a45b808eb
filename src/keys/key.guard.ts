import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ApiError } from '../common/errors/api-error.js';
import { perHandler } from '../common/per-handler.js';
import type { Scope } from './api-key.entity.js';
import { type CallerRequest, NEEDS, PUBLIC } from './caller.js';
import { KeysService } from './keys.service.js';
import { presentedKey } from './presented-key.js';

const isPublic = perHandler<boolean>(PUBLIC, false);
const scopeOf = perHandler<Scope>(NEEDS, 'read');

/** Authenticates every route that is not @Public, before the limits count it. */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(private readonly keys: KeysService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isPublic(context)) return true;
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const caller = await this.keys.authenticate(presentedKey(request));
    const scope = scopeOf(context);
    if (!caller.scopes.includes(scope) && !caller.scopes.includes('admin')) {
      throw new ApiError('forbidden_scope', `This call needs a key with the scope "${scope}".`);
    }
    request.caller = caller;
    return true;
  }
}
