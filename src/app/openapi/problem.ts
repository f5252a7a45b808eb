import type { OpenAPIObject } from '@nestjs/swagger';
import { ERRORS } from '../../common/errors/catalogue.js';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** The media type of every error (RFC 9457). */
export const PROBLEM_JSON = 'application/problem+json';

/** What an error looks like: problem details (RFC 9457) with a code of the catalogue. */
export const PROBLEM: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
  properties: {
    type: { type: 'string', description: 'the page of this code', example: '/docs/errors#validation_failed' },
    title: { type: 'string', example: ERRORS.validation_failed.title },
    status: { type: 'integer', minimum: 400, maximum: 599, example: ERRORS.validation_failed.status },
    detail: { type: 'string', description: 'what was wrong this time, and what to do' },
    instance: { type: 'string', description: 'the path of the request', example: '/api/v1/train' },
    code: { type: 'string', enum: Object.keys(ERRORS), description: 'stable; branch on this one' },
    correlation_id: { type: 'string', description: 'of a 500: our log has more under it' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', example: 'model_type' },
          message: { type: 'string' },
        },
      },
    },
  },
};

/** The catalogue's codes with this status, each with its title: the text of an answer in the document. */
export const problemsWith = (status: number): string =>
  Object.entries(ERRORS)
    .filter(([, error]) => error.status === status)
    .map(([code, { title }]) => `\`${code}\`: ${title}`)
    .join('\n\n');
