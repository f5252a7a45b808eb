import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { IDEMPOTENCY, type IdempotencyMode } from '../common/idempotency/idempotency.decorator.js';
import { perHandler } from '../common/per-handler.js';
import type { Caller, CallerRequest } from '../keys/caller.js';
import { presentedKey } from '../keys/presented-key.js';
import { ClaimsService } from './claims.service.js';
import { parseIdempotencyKey } from './idempotency-key.js';

const modeOf = perHandler<IdempotencyMode>(IDEMPOTENCY, 'on');

/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07) on every POST of an account, once it is known who calls and
 * that they may. A guard and not an interceptor: requests without the header pass at the price of a look at it.
 */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  constructor(private readonly claims: ClaimsService) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<CallerRequest>();
    const header = request.headers['idempotency-key'];
    const { caller } = request;
    if (header === undefined || request.method !== 'POST' || caller === undefined) return true;
    const mode = modeOf(context);
    if (mode === 'off' || (mode === 'uploads' && !isStreamed(request))) return true;
    return this.claim(request, caller, { key: parseIdempotencyKey(header), isSealed: mode === 'sealed' });
  }

  private async claim(
    request: CallerRequest,
    caller: Caller,
    { key, isSealed }: { readonly key: string; readonly isSealed: boolean },
  ): Promise<boolean> {
    const { accountId } = caller;
    const { method, url } = request;
    const sealedFor = isSealed ? presentedKey(request) : null;
    const claim = await this.claims.claim({ accountId, key, method, url, sealedFor });
    request.caller = { ...caller, acceptance: claim };
    if (!isStreamed(request)) await claim.identify([JSON.stringify(request.body ?? null)]);
    return true;
  }
}

/** Bodies that their handler reads and identifies itself. */
function isStreamed({ headers }: CallerRequest): boolean {
  const type = headers['content-type'];
  return type !== undefined && !/^application\/(?:[\w.-]+\+)?json\b/i.test(type);
}
