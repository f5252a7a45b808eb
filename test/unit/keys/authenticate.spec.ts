import type { Repository } from 'typeorm';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../../src/common/ids.js';
import type { ApiKey } from '../../../src/keys/api-key.entity.js';
import { KeyCache } from '../../../src/keys/key-cache.js';
import { KeysService } from '../../../src/keys/keys.service.js';
import { hashSecret, matches, newSecret } from '../../../src/keys/secret.js';

vi.mock(import('../../../src/keys/secret.js'), async (original) => {
  const actual = await original();
  return { ...actual, hashSecret: vi.fn(actual.hashSecret), matches: vi.fn(actual.matches) };
});

const HOUR = 3_600_000;
const stored = new Map<string, ApiKey>();
const statements: string[] = [];
const repository = {
  findOneBy: ({ id }: { id: string }) => {
    statements.push('select');
    return Promise.resolve(stored.get(id) ?? null);
  },
  update: () => {
    statements.push('update');
    return Promise.resolve({ affected: 1 });
  },
} as unknown as Repository<ApiKey>;

/** A key as the database holds it, and its secret. */
function keep(changes: Partial<ApiKey>): { id: string; presented: string } {
  const secret = newSecret();
  const id = newId('key');
  const none = {
    previousSecretHash: null,
    previousValidUntil: null,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  };
  const key = { id, accountId: 'acct', scopes: ['read'], secretHash: secret.hash, ...none, ...changes };
  stored.set(id, key as unknown as ApiKey);
  return { id, presented: `${id}.${secret.text}` };
}

/** What a caller can see or measure: the answer, the statements that were waited for, the hashes and comparisons made. */
async function attempt(presented: string) {
  const keys = new KeysService(repository, new KeyCache(repository));
  statements.length = 0;
  vi.mocked(hashSecret).mockClear();
  vi.mocked(matches).mockClear();
  const answer = await keys.authenticate(presented).catch((error: unknown) => error);
  return {
    answer,
    statements: [...statements],
    hashed: vi.mocked(hashSecret).mock.calls.length,
    compared: vi.mocked(matches).mock.calls.length,
  };
}

describe('a key that does not open', () => {
  beforeEach(() => stored.clear());
  const past = new Date(Date.now() - HOUR);

  it.each([
    ['revoked', () => keep({ revokedAt: past }).presented],
    ['expired', () => keep({ expiresAt: past }).presented],
    ['known, with a wrong secret', () => `${keep({}).id}.${newSecret().text}`],
    [
      'rotated out',
      () => {
        const old = newSecret();
        return `${keep({ previousSecretHash: old.hash, previousValidUntil: past }).id}.${old.text}`;
      },
    ],
  ])('%s: does the same work as an unknown one, and says the same', async (_, presented) => {
    const unknown = await attempt(`${newId('key')}.${newSecret().text}`);
    expect(unknown).toMatchObject({ answer: { code: 'unauthorized' }, statements: ['select'], hashed: 1, compared: 2 });
    expect(await attempt(presented())).toEqual(unknown);
  });

  it('one that opens is marked as used, at most once a minute', async () => {
    const { presented } = keep({});
    expect(await attempt(presented)).toMatchObject({ answer: { accountId: 'acct' }, statements: ['select', 'update'] });
    expect(await attempt(presented)).toMatchObject({ answer: { accountId: 'acct' }, statements: ['select'] });
  });
});
