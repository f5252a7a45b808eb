import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { invalid } from '../../../src/common/errors/api-error.js';
import { fieldErrors } from '../../../src/common/validation/field-errors.js';
import { RequestPipe } from '../../../src/common/validation/request.pipe.js';
import { RecommendationsQuery } from '../../../src/models/recommendations.dto.js';

const slow = new ValidationPipe({
  whitelist: true,
  forbidNonWhitelisted: true,
  transform: true,
  exceptionFactory: (errors) => invalid(fieldErrors(errors)),
});
const metadata = { type: 'query', metatype: RecommendationsQuery } as const;
const answer = (pipe: ValidationPipe, query: object): Promise<unknown> =>
  (pipe.transform(query, metadata) as Promise<unknown>).catch((error: Error) => error.message);

describe('a query that reads its usual form itself', () => {
  it.each([
    { user_id: 'u1' },
    { user_id: 'u1', n: '1' },
    { user_id: '__proto__', n: '999' },
    { user_id: 'ü', n: '10' },
  ])('does so: %j', (query) => expect(RecommendationsQuery.quick(query)).toBeInstanceOf(RecommendationsQuery));

  // Those that are left to the validators too: what matters is that both ways answer the same.
  it.each([
    { user_id: 'u1' },
    { user_id: 'u1', n: '7' },
    { user_id: 'x'.repeat(1024), n: '999' },
    { user_id: 'x'.repeat(1025) },
    { user_id: '' },
    {},
    { n: '5' },
    { user_id: 'u1', n: '1000' },
    { user_id: 'u1', n: '1001' },
    { user_id: 'u1', n: '0' },
    { user_id: 'u1', n: '07' },
    { user_id: 'u1', n: '1.5' },
    { user_id: 'u1', n: '' },
    { user_id: 'u1', n: ['1', '2'] },
    { user_id: ['u1', 'u2'] },
    { user_id: 'u1', include_seen: 'true' },
    { user_id: 'u1', explain: 'maybe' },
    { user_id: 'u1', only: 'a', exclude: ['b', 'c'] },
    { user_id: 'u1', subject: 's' },
    { user_id: 'u1', other: '1' },
  ])('says what the validators say: %j', async (query) => {
    const expected = await answer(slow, query);
    expect(await answer(new RequestPipe(), query)).toEqual(expected);
  });
});
