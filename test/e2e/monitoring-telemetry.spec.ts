import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client, TaskView } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { Receiver } from './harness/receiver.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const FIRST_AND_LAST = ['POST /api/v1/train', 'task train'];
const CLIENT_SPAN = '00f067aa0ba902b7';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

describe.skipIf(missing)(`what leaves for other services ${missing}`, () => {
  let collector: Receiver;
  let sentry: Receiver;
  let installation: Installation;
  let client: Client;

  beforeAll(async () => {
    collector = await Receiver.open();
    sentry = await Receiver.open();
    installation = await Installation.start({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://${collector.host}/`,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=mine',
        SENTRY_DSN: `http://public-key@${sentry.host}/42`,
      },
    });
    client = await installation.client();
  });
  afterAll(async () => {
    await installation?.stop();
    collector?.close();
    sentry?.close();
  });

  it('traces a task from its upload to its model, as a part of the client’s own trace', async () => {
    const form = new FormData();
    form.append('model_type', 'recommendation');
    form.append('algorithm', 'als');
    form.append('file', new Blob([ratingsCsv(40, 20, 8)]), 'names-of-patients.csv');
    const headers = { traceparent: `00-${TRACE}-${CLIENT_SPAN}-01` };
    const { body: accepted } = await client.call<TaskView>('POST', '/api/v1/train', { body: form, headers });
    expect((await client.ended(accepted.task_id)).status).toBe('succeeded');

    const spans = await vi.waitUntil(
      () => {
        const mine = spansOf(collector).filter(({ traceId }) => traceId === TRACE);
        // Each process sends its own, when it comes to that.
        return FIRST_AND_LAST.every((wanted) => mine.some(({ name }) => name === wanted)) ? mine : null;
      },
      { timeout: 20_000, interval: 200 },
    );
    const byName = new Map(spans.map((span) => [span.name, span]));
    const parentOf = (name: string) => spans.find(({ spanId }) => spanId === byName.get(name)?.parentSpanId)?.name;
    expect(byName.get('POST /api/v1/train')?.parentSpanId).toBe(CLIENT_SPAN);
    expect(parentOf('task train')).toBe('POST /api/v1/train');
    expect(parentOf('sandbox trainer')).toBe('task train');
    expect(parentOf('sandbox checker')).toBe('task train');
    for (const stage of ['sanitizing', 'training']) expect(parentOf(stage)).toBe('sandbox trainer');
    for (const { startTimeUnixNano: start, endTimeUnixNano: end } of spans) {
      expect(BigInt(end) >= BigInt(start)).toBe(true);
    }
    expect(collector.received.every(({ path }) => path === '/v1/traces')).toBe(true);
    expect(collector.received[0]!.headers['x-tenant']).toBe('mine');
    const text = collector.received.map(({ body }) => body).join('');
    expect(text).not.toContain('names-of-patients');
    expect(text).not.toContain(client.key);
  });

  it('tells Sentry of a fault of ours, and nothing of what was asked', async () => {
    await installation.database.pool.query('alter table models rename to hidden_models');
    const answer = await client.get<{ correlation_id: string }>('/api/v1/models?after=secret-of-a-client');
    await installation.database.pool.query('alter table hidden_models rename to models');
    expect(answer.status).toBe(500);

    const [report] = await vi.waitUntil(() => sentry.received.length > 0 && sentry.received, { timeout: 10_000 });
    expect(report!.path).toBe('/api/42/envelope/');
    expect(report!.headers['x-sentry-auth']).toContain('sentry_key=public-key');
    const [, header, event] = report!.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(header).toEqual({ type: 'event' });
    expect(event).toMatchObject({
      level: 'error',
      message: { formatted: 'request failed' },
      tags: { role: 'web', request_id: answer.body.correlation_id },
    });
    const { values } = event!.exception as {
      values: { type: string; value: string; stacktrace: { frames: { filename: string }[] } }[];
    };
    expect(values.at(-1)).toMatchObject({ type: 'QueryFailedError', value: '42P01' });
    const files = values.flatMap(({ stacktrace }) => stacktrace.frames.map(({ filename }) => filename));
    expect(files).toContainEqual(expect.stringMatching(/^dist\/models\//));
    // PostgreSQL's own message and statement name tables and values; the key came as a header.
    expect(report!.body).not.toMatch(/secret-of-a-client|does not exist|x-api-key/i);
    expect(report!.body).not.toContain(client.key.split('.')[1]);
  });
});

function spansOf({ received }: Receiver): Span[] {
  return received.flatMap(({ body }) => {
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });
}
