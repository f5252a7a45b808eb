import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OtlpExporter } from '../../../src/telemetry/otlp-exporter.js';
import { Sentry } from '../../../src/telemetry/sentry.js';
import { Receiver } from '../../e2e/harness/receiver.js';

const SPAN = {
  name: 'task train',
  kind: 'consumer' as const,
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  start: 1_700_000_000_123,
  end: 1_700_000_000_456,
  attributes: { rows: 3, share: 0.5, ok: true, name: 'x' },
  failed: true,
};

describe('other services', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await Receiver.open();
  });
  afterEach(() => receiver.close());

  describe('a collector', () => {
    const exporterTo = (endpoint: string) =>
      new OtlpExporter({ endpoint, headers: [['k', 'v']], serviceName: 's', role: 'web' });

    it('gets spans in OTLP’s JSON form', async () => {
      const exporter = exporterTo(`http://${receiver.host}`);
      exporter.add(SPAN);
      await exporter.close();
      const { resourceSpans } = JSON.parse(receiver.received[0]!.body) as {
        resourceSpans: { scopeSpans: { spans: unknown[] }[] }[];
      };
      // Field names, enumerations and 64-bit integers as strings: opentelemetry-proto, docs/specification, JSON encoding.
      expect(resourceSpans[0]!.scopeSpans[0]!.spans).toEqual([
        {
          traceId: SPAN.traceId,
          spanId: SPAN.spanId,
          name: SPAN.name,
          kind: 5,
          startTimeUnixNano: '1700000000123000000',
          endTimeUnixNano: '1700000000456000000',
          attributes: [
            { key: 'rows', value: { intValue: '3' } },
            { key: 'share', value: { doubleValue: 0.5 } },
            { key: 'ok', value: { boolValue: true } },
            { key: 'name', value: { stringValue: 'x' } },
          ],
          status: { code: 2 },
        },
      ]);
      expect(receiver.received[0]!.headers).toMatchObject({ k: 'v', 'content-type': 'application/json' });
    });

    it.each([
      [503, 2],
      [400, 1],
    ])('that answers %i gets a span %i times', async (status, times) => {
      const exporter = exporterTo(`http://${receiver.host}`);
      exporter.add(SPAN);
      receiver.status = status;
      await exporter.flush();
      receiver.status = 200;
      await exporter.close();
      expect(receiver.received).toHaveLength(times);
    });

    it('that is away costs no error', async () => {
      const exporter = exporterTo('http://127.0.0.1:1');
      exporter.add(SPAN);
      await expect(exporter.close()).resolves.toBeUndefined();
    });
  });

  describe('Sentry', () => {
    const sentryAt = (dsn: string) => new Sentry({ dsn, role: 'worker', release: '2.0.0' });

    it('hears of classes, codes and places, never of what an error says', async () => {
      const sentry = sentryAt(`http://key@${receiver.host}/prefix/7`);
      const cause = Object.assign(new TypeError('row 17: "Jane Doe"'), { code: 'ENOENT' });
      sentry.report('task failed', new Error('cannot read jane.csv', { cause }));
      await sentry.close();
      expect(receiver.received[0]!.path).toBe('/prefix/api/7/envelope/');
      const body = receiver.received[0]!.body;
      expect(body).not.toMatch(/jane/i);
      const event = JSON.parse(body.split('\n')[2]!) as {
        exception: { values: { stacktrace: { frames: object[] } }[] };
      };
      expect(event.exception.values).toMatchObject([
        { type: 'TypeError', value: 'ENOENT' },
        { type: 'Error', value: '' },
      ]);
      expect(event.exception.values[1]!.stacktrace.frames.at(-1)).toMatchObject({
        filename: 'exporters.spec.ts',
        in_app: true,
      });
    });

    it('is not flooded by a fault that repeats', async () => {
      vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ['Date'] });
      const sentry = sentryAt(`http://key@${receiver.host}/7`);
      for (let i = 0; i < 100; i++) sentry.report('again', undefined);
      await sentry.close();
      expect(receiver.received).toHaveLength(30);
      vi.useRealTimers();
    });
  });
});
