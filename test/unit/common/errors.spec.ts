import { readFileSync } from 'node:fs';
import { HttpException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/common/errors/api-error.js';
import { ERRORS } from '../../../src/common/errors/catalogue.js';
import { toApiError } from '../../../src/common/errors/problem.filter.js';

describe('the catalogue of errors', () => {
  it('is the page that `type` points to, code by code', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `([a-z_]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    expect(listed).toEqual(Object.entries(ERRORS).map(([code, { status }]) => [code, status]));
  });

  it('covers the refusals of the framework, with the words of the framework', () => {
    expect(toApiError(new HttpException('no such route', 404))).toMatchObject({
      code: 'not_found',
      detail: 'no such route',
    });
    const tooLong = Object.assign(new Error('body is too large'), { statusCode: 413 });
    expect(toApiError(tooLong)).toMatchObject({ code: 'upload_too_large', status: 413 });
  });

  it('tells nothing of a fault of ours: its text may hold a secret', () => {
    for (const thrown of [new Error('postgres://user:hunter2@host'), 'hunter2', new HttpException('hunter2', 500)]) {
      const error = toApiError(thrown);
      expect(error.code).toBe('internal');
      expect(error.detail).not.toContain('hunter2');
    }
  });

  it('leaves an ApiError as it is', () => {
    const error = new ApiError('conflict', 'x');
    expect(toApiError(error)).toBe(error);
  });
});
