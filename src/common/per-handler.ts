import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

const reflector = new Reflector();

/**
 * What a decorator says of a route, its class or nobody (`otherwise`), looked up once for each handler: metadata does not
 * change under a running process, and walking prototypes for it on every request costs more than a guard's own work.
 */
export function perHandler<T>(key: symbol, otherwise: T): (context: ExecutionContext) => T {
  const known = new WeakMap<object, T>();
  return (context) => {
    const handler = context.getHandler();
    if (known.has(handler)) return known.get(handler) as T;
    const found = reflector.getAllAndOverride<T | undefined>(key, [handler, context.getClass()]) ?? otherwise;
    known.set(handler, found);
    return found;
  };
}
