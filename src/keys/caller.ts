import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Acceptance } from '../common/idempotency/acceptance.js';
import type { Scope } from './api-key.entity.js';

/** Who calls, put on the request by the guard. */
export interface Caller {
  readonly accountId: string;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** there where the request came with an Idempotency-Key */
  readonly acceptance?: Acceptance;
}

export type CallerRequest = FastifyRequest & { caller?: Caller };

/** The caller as a handler's parameter. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<CallerRequest>();
  if (!caller) throw new UnauthorizedException();
  return caller;
});

/** Where the OpenAPI document carries what the guard enforces, so that the two cannot tell different things. */
export const DOCUMENTED_PUBLIC = 'x-public';
export const DOCUMENTED_SCOPE = 'x-scope';

export const PUBLIC = Symbol('public');
/** No key needed. Everything else needs one: forgetting this annotation closes a route, never opens it. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC, true), ApiExtension(DOCUMENTED_PUBLIC, true));

export const NEEDS = Symbol('scope');
/** The scope that a key must have for this route; `read` where nothing is said. */
export const Needs = (scope: Scope) =>
  applyDecorators(SetMetadata(NEEDS, scope), ApiExtension(DOCUMENTED_SCOPE, scope));
