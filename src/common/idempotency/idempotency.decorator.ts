import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/**
 * `on`: where nothing is said. `sealed`: the answer shows a secret, and only the key that asked may see it again.
 * `uploads`: nothing is created from JSON here. `off`: the header means nothing.
 */
export type IdempotencyMode = 'on' | 'sealed' | 'uploads' | 'off';

export const IDEMPOTENCY = Symbol('idempotency');
export const IDEMPOTENCY_EXTENSION = 'x-idempotency';

/** How a POST honours the header Idempotency-Key. Forgetting it leaves a route safe: all of them do. */
export const Idempotency = (mode: IdempotencyMode) =>
  applyDecorators(SetMetadata(IDEMPOTENCY, mode), ApiExtension(IDEMPOTENCY_EXTENSION, mode));
