import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

/** `key-creation`: per address. `requests`: per key. `none`: for health and documentation. */
export type LimitName = 'key-creation' | 'requests';

const LIMIT = Symbol('limit');
const reflector = new Reflector();

/** The one limit that counts this route; `requests` where nothing is said. */
export const Limit = (name: LimitName | 'none') => SetMetadata(LIMIT, name);

export function limitOf(context: ExecutionContext): LimitName | 'none' {
  return (
    reflector.getAllAndOverride<LimitName | 'none'>(LIMIT, [context.getHandler(), context.getClass()]) ?? 'requests'
  );
}
