import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Places } from '../../../src/keys/limits/places.js';

/** A window as Redis keeps it, shared by all processes. */
function sharedWindow(ms: number) {
  const counts: number[] = [];
  let [hits, endsAt] = [0, 0];
  const take = (count: number): Promise<[number, number]> => {
    if (Date.now() >= endsAt) [hits, endsAt] = [0, Date.now() + ms];
    counts.push(count);
    hits += count;
    return Promise.resolve([hits, endsAt - Date.now()]);
  };
  return { take, counts };
}

async function hits(places: Places, requests: number): Promise<number[]> {
  const all = await Promise.all(Array.from({ length: requests }, async () => places.hit()));
  return all.map((hit) => hit.hits);
}

describe('places in a shared window', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('number requests one by one, whatever is taken at once', async () => {
    const { take } = sharedWindow(60_000);
    const places = new Places(600, take);
    const numbers: number[] = [];
    for (let i = 0; i < 600; i++) numbers.push((await places.hit()).hits);
    expect(numbers).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    expect((await places.hit()).hits).toBeGreaterThan(600);
  });

  it('are given without waiting, but for one request in many', async () => {
    const { take, counts } = sharedWindow(60_000);
    const places = new Places(1_000_000, take);
    let waited = 0;
    for (let i = 0; i < 6400; i++) {
      const hit = places.hit();
      if (hit instanceof Promise) waited++;
      await hit;
    }
    expect(waited).toBe(100);
    expect(counts.length).toBe(100);
  });

  it('are taken together by requests that wait together, and none is given up', async () => {
    const { take, counts } = sharedWindow(60_000);
    const numbers = await hits(new Places(600, take), 32);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1));
    expect(counts.length).toBeLessThanOrEqual(3);
  });

  it('are one at a time where a limit is small', async () => {
    const { take, counts } = sharedWindow(3_600_000);
    const places = new Places(5, take);
    for (let i = 0; i < 7; i++) await places.hit();
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('never pass the limit over several processes, and leave few unused', async () => {
    const { take } = sharedWindow(60_000);
    const processes = [new Places(600, take), new Places(600, take), new Places(600, take)];
    let admitted = 0;
    for (let i = 0; i < 900; i++) if ((await processes[i % 3]!.hit()).hits <= 600) admitted++;
    expect(admitted).toBeLessThanOrEqual(600);
    expect(admitted).toBeGreaterThan(590);
  });

  it('end with their window', async () => {
    const { take } = sharedWindow(60_000);
    const places = new Places(600, take);
    await hits(places, 3);
    vi.setSystemTime(Date.now() + 60_001);
    expect((await places.hit()).hits).toBe(1);
  });

  it('fail with the store, and go on with it', async () => {
    const { take } = sharedWindow(60_000);
    let isAway = true;
    const places = new Places(600, (count) => (isAway ? Promise.reject(new Error('away')) : take(count)));
    await expect(places.hit()).rejects.toThrow('away');
    isAway = false;
    expect((await places.hit()).hits).toBe(1);
  });
});
