import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FreshCache } from '../../../src/common/fresh-cache.js';

describe('a cache of what must be fresh', () => {
  let loads: string[];
  let answer: (key: string) => Promise<string>;
  let cache: FreshCache<string>;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    loads = [];
    answer = (key) => Promise.resolve(`${key}${loads.length}`);
    cache = new FreshCache((key) => (loads.push(key), answer(key)), 1_000, 3);
  });
  afterEach(() => void vi.useRealTimers());

  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

  it('loads once for a burst', async () => {
    expect(await Promise.all([cache.get('a'), cache.get('a'), cache.get('b')])).toEqual(['a1', 'a1', 'b2']);
    expect(loads).toEqual(['a', 'b']);
  });

  it('loads anew before a value is stale, while the old one still answers', async () => {
    await cache.get('a');
    pass(499);
    expect(await cache.get('a')).toBe('a1');
    pass(1);
    expect(await Promise.all([cache.get('a'), cache.get('a')])).toEqual(['a1', 'a1']);
    expect(loads).toEqual(['a', 'a']);
    expect(await cache.get('a')).toBe('a2');
  });

  it('never gives what is older than it may be', async () => {
    await cache.get('a');
    pass(1_000);
    expect(await cache.get('a')).toBe('a2');
  });

  it('counts the age from before the load', async () => {
    let done: (value: string) => void = () => undefined;
    answer = () => new Promise((resolve) => (done = resolve));
    const slow = cache.get('a');
    pass(999);
    done('slow');
    expect(await slow).toBe('slow');
    pass(1);
    answer = () => Promise.resolve('next');
    expect(await cache.get('a')).toBe('next');
  });

  it('gives nothing that was forgotten while it was loaded anew', async () => {
    await cache.get('a');
    pass(600);
    let done: (value: string) => void = () => undefined;
    answer = () => new Promise((resolve) => (done = resolve));
    await cache.get('a');
    cache.forget('a');
    answer = () => Promise.resolve('after');
    expect(await cache.get('a')).toBe('after');
    done('before');
    await Promise.resolve();
    expect(await cache.get('a')).toBe('after');
  });

  it('keeps no failure, and an old value while a new one fails', async () => {
    answer = () => Promise.reject(new Error('away'));
    await expect(cache.get('a')).rejects.toThrow('away');
    answer = () => Promise.resolve('here');
    expect(await cache.get('a')).toBe('here');
    pass(600);
    answer = () => Promise.reject(new Error('away'));
    expect(await cache.get('a')).toBe('here');
    await Promise.resolve();
    expect(await cache.get('a')).toBe('here');
  });

  it('is bounded', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await cache.get(key);
    await cache.get('d');
    expect(loads).toEqual(['a', 'b', 'c', 'd']);
    await cache.get('a');
    expect(loads).toEqual(['a', 'b', 'c', 'd', 'a']);
  });
});
