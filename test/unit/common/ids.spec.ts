import { describe, expect, it } from 'vitest';
import { isId, newId, newRequestId, randomText } from '../../../src/common/ids.js';

describe('ids', () => {
  it('say what they name, and are recognised by it', () => {
    const id = newId('task');
    expect(id).toMatch(/^task_[A-Za-z0-9_-]{20}$/);
    expect([isId('task', id), isId('mdl', id), isId('task', `${id}x`), isId('task', 'task_')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('never come twice, over many fillings of the pool', () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? newId('ds') : newRequestId()));
    expect(new Set(ids).size).toBe(20_000);
  });

  it('use every bit: 16 bytes a text, each bit set about half of the time', () => {
    const texts = Array.from({ length: 4000 }, () => Buffer.from(randomText(16), 'base64url'));
    expect(texts.every(({ length }) => length === 16)).toBe(true);
    for (let bit = 0; bit < 128; bit++) {
      const set = texts.filter((bytes) => (bytes[bit >> 3]! >> (bit & 7)) & 1).length;
      // Seven standard deviations of a fair coin.
      expect(Math.abs(set - 2000)).toBeLessThan(7 * Math.sqrt(1000));
    }
  });
});
