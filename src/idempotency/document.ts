import type { OpenAPIObject } from '@nestjs/swagger';
import { IDEMPOTENCY_EXTENSION } from '../common/idempotency/idempotency.decorator.js';

const HEADER = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'A value of your own for each new request, as a UUID. The same request again within 24 hours gets the same answer, with `Idempotent-Replayed: true`, and is done once; another request 422, one that is still running 409.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** Adds the header to every POST that honours it. */
export function documentIdempotency(document: OpenAPIObject): OpenAPIObject {
  for (const { post } of Object.values(document.paths)) {
    if (!post || modeOf(post) === 'off') continue;
    post.parameters = [...(post.parameters ?? []), HEADER];
  }
  return document;
}

const modeOf = (operation: object): unknown => (operation as Record<string, unknown>)[IDEMPOTENCY_EXTENSION];
