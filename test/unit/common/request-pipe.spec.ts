import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/common/errors/api-error.js';
import { RequestPipe } from '../../../src/common/validation/request.pipe.js';
import { AddKeyBody, OpenAccountBody } from '../../../src/keys/keys.dto.js';
import { PromoteBody } from '../../../src/models/names/promotions.dto.js';

const pipe = new RequestPipe();
const refusal = (body: unknown) =>
  pipe.transform(body, { type: 'body', metatype: OpenAccountBody }).then(
    () => null,
    (error: unknown) => (error instanceof ApiError ? { code: error.code, detail: error.detail } : error),
  );

describe('a request’s body', () => {
  it('is taken as its class where it fits', async () => {
    const body = { name: 'Ada', email: 'ada@example.com' };
    const taken = await pipe.transform(body, { type: 'body', metatype: OpenAccountBody });
    expect(taken).toBeInstanceOf(OpenAccountBody);
    expect(taken).toEqual(body);
  });

  it.each([[null], [[]], ['text'], [7], [true]])('is refused as %j, which is no object', async (body) => {
    expect(await refusal(body)).toEqual({
      code: 'validation_failed',
      detail: 'The body has to be a JSON object.',
    });
  });

  it('takes null for a field that is left out: fine where that is, and named where it is not', async () => {
    const optional = await pipe.transform(
      { name: 'Ada', scopes: ['read'], expires_at: null },
      { type: 'body', metatype: AddKeyBody },
    );
    expect(optional).toEqual({ name: 'Ada', scopes: ['read'] });
    expect(await refusal({ name: null, email: 'ada@example.com' })).toMatchObject({ code: 'validation_failed' });
  });

  it('keeps null where it has a meaning of its own', async () => {
    const body = await pipe.transform({ version: null, note: null }, { type: 'body', metatype: PromoteBody });
    expect(body).toEqual({ version: null, note: '' });
  });

  it('is refused with half of a surrogate pair in an address', async () => {
    expect(await refusal({ name: 'Ada', email: '\ud800' })).toEqual({
      code: 'validation_failed',
      detail: 'A text in the request is not valid Unicode.',
    });
  });
});
