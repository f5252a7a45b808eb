import { describe, expect, it } from 'vitest';
import { heapLimitMb } from '../../../src/isolation/heap-limit.js';
import { capBytes, StderrTail } from '../../../src/isolation/output-caps.js';
import { EventMeter } from '../../../src/isolation/run-limits.js';
import { UidSlots } from '../../../src/isolation/uid-slots.js';

const TOO_MUCH = { code: 'output_limit' };

describe('EventMeter', () => {
  const meterAt = (limits: { maxEvents: number; maxEventsPerSecond: number }) => {
    const clock = { ms: 0 };
    return { clock, meter: new EventMeter(limits, () => clock.ms) };
  };
  const count = (meter: EventMeter, times: number) => {
    for (let i = 0; i < times; i++) meter.count();
  };

  it('lets a burst of ten seconds’ worth pass, and no more', () => {
    const { meter } = meterAt({ maxEvents: 1e6, maxEventsPerSecond: 10 });
    count(meter, 100);
    expect(() => meter.count()).toThrow(expect.objectContaining(TOO_MUCH) as Error);
  });

  it('fills up again with time', () => {
    const { meter, clock } = meterAt({ maxEvents: 1e6, maxEventsPerSecond: 10 });
    count(meter, 100);
    clock.ms = 500;
    count(meter, 5);
    expect(() => meter.count()).toThrow(expect.objectContaining(TOO_MUCH) as Error);
  });

  it('bounds the total, however slow', () => {
    const { meter, clock } = meterAt({ maxEvents: 3, maxEventsPerSecond: 10 });
    for (let i = 0; i < 3; i++) {
      clock.ms += 1e6;
      meter.count();
    }
    clock.ms += 1e6;
    expect(() => meter.count()).toThrow(expect.objectContaining(TOO_MUCH) as Error);
  });
});

describe('output caps', () => {
  async function* chunks(...sizes: number[]) {
    for (const size of sizes) yield await Promise.resolve(new Uint8Array(size));
  }
  const total = async (limit: number, ...sizes: number[]) => {
    let bytes = 0;
    for await (const chunk of capBytes(chunks(...sizes), limit)) bytes += chunk.length;
    return bytes;
  };

  it('passes as many bytes as allowed, and not one more', async () => {
    expect(await total(10, 4, 6)).toBe(10);
    await expect(total(10, 4, 7)).rejects.toMatchObject(TOO_MUCH);
  });

  it('keeps the last 16 KiB of stderr and stops at 1 MiB', () => {
    const tail = new StderrTail();
    tail.push(Buffer.alloc(20_000, 'a'));
    tail.push(Buffer.from('the end'));
    expect(tail.text).toHaveLength(16_384);
    expect(tail.text.endsWith('athe end')).toBe(true);
    expect(() => tail.push(Buffer.alloc(1 << 20))).toThrow(expect.objectContaining(TOO_MUCH) as Error);
  });
});

describe('heapLimitMb', () => {
  // (limit − 96 MiB for Node itself) × 3/4, never below what Node needs to start
  it.each([
    [1024, 696],
    [256, 120],
    [128, 64],
  ])('%i MiB of memory give %i MiB of heap', (memory, heap) => expect(heapLimitMb(memory * 2 ** 20)).toBe(heap));
});

describe('UidSlots', () => {
  it('gives each sandbox a user of its own, and takes it back', () => {
    const slots = new UidSlots('worker-1');
    const uids = Array.from({ length: 64 }, () => slots.take());
    expect(new Set(uids).size).toBe(64);
    expect(Math.min(...uids)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...uids)).toBeLessThan(52_000);
    expect(() => slots.take()).toThrow(
      expect.objectContaining({ code: 'isolation_unavailable', retryable: true }) as Error,
    );
    slots.release(uids[7]!);
    expect(slots.take()).toBe(uids[7]);
  });

  it('keeps workers apart', () => {
    expect(new UidSlots('worker-1').take()).not.toBe(new UidSlots('worker-2').take());
  });
});
