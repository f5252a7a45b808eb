import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../src/webhooks/worker/send.js';
import { certify } from './harness/authority.js';
import { Client } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { isSigned, Receiver } from './harness/webhook-receiver.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

interface Endpoint {
  readonly id: string;
  readonly secret: string;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  readonly failing_since: string | null;
}

interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly status: string;
  readonly attempts: number;
  readonly response_status: number | null;
  readonly error: string | null;
  readonly next_attempt_at: string | null;
}

const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

describe.skipIf(missing)(`webhooks ${missing}`, () => {
  const certificates = missing ? null : certify(['IP:127.0.0.1', 'IP:127.0.0.2', 'DNS:hooks.example.com']);
  let installation: Installation;
  let client: Client;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await Receiver.listen(certificates!);
    const env = { WEBHOOK_ALLOW_CIDRS: '127.0.0.1', WEBHOOK_CA_CERT: certificates!.authority };
    installation = await Installation.start({ env });
    client = await installation.client();
  });
  afterAll(async () => {
    await installation?.stop();
    receiver?.close();
  });

  async function endpoint(path: string, body: object = {}): Promise<Endpoint> {
    const answer = await client.call<Endpoint>('POST', '/api/v1/webhooks', json({ url: receiver.url(path), ...body }));
    expect(answer.status).toBe(201);
    return answer.body;
  }

  const show = async (id: string) => (await client.get<Endpoint>(`/api/v1/webhooks/${id}`)).body;
  const log = async (id: string) =>
    (await client.get<{ data: Delivery[] }>(`/api/v1/webhooks/${id}/deliveries`)).body.data;
  const test = (id: string) => client.call<Delivery>('POST', `/api/v1/webhooks/${id}/test`);

  /** The newest delivery, once it is as the test expects it. */
  async function until(id: string, reached: (delivery: Delivery) => boolean): Promise<Delivery> {
    for (const end = Date.now() + 30_000; ; await delay(100)) {
      const [last] = await log(id);
      if (last && reached(last)) return last;
      if (Date.now() > end) throw new Error(`the delivery is ${JSON.stringify(last)}`);
    }
  }

  it('tells of a task and of its model, signed, and of the model’s end', async () => {
    const { secret, id } = await endpoint('/life');
    const { task_id } = await client.train(ratingsCsv(30, 12, 6), {
      model_type: 'recommendation',
      algorithm: 'popularity',
      name: 'hooked',
    });
    const task = await client.ended(task_id);
    expect(task.status).toBe('succeeded');
    await client.call('DELETE', `/api/v1/models/${task.model_id}`);
    const received = await receiver.until('/life', 3);
    for (const one of received) {
      expect(isSigned(one, secret)).toBe(true);
      expect(isSigned(one, `whsec_${Buffer.alloc(32).toString('base64')}`)).toBe(false);
      expect(one.headers).toMatchObject({ 'content-type': 'application/json' });
      expect(Math.abs(Number(one.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    }
    const events = received.map(({ body }) => JSON.parse(body) as { type: string; timestamp: string; data: object });
    const byType = new Map(events.map((event) => [event.type, event]));
    expect([...byType.keys()].sort()).toEqual(['model.created', 'model.deleted', 'task.succeeded']);
    expect(byType.get('task.succeeded')!.data).toMatchObject({
      task_id,
      kind: 'train',
      status: 'succeeded',
      model_type: 'recommendation',
      model_id: task.model_id,
      error: null,
    });
    const model = { model_id: task.model_id, name: 'hooked', version: 1, algorithm: 'popularity', task_id };
    expect(byType.get('model.created')!.data).toMatchObject(model);
    expect(byType.get('model.deleted')!.data).toMatchObject(model);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
    await until(id, ({ status }) => status === 'delivered');
    const types = (await log(id)).map(({ event_type, attempts }) => [event_type, attempts]);
    expect(types).toHaveLength(3);
    expect(types[0]).toEqual(['model.deleted', 1]);
  });

  it('sends an endpoint only what it asked for, and only its own account’s events', async () => {
    const stranger = await installation.client();
    const theirs = await stranger.call<Endpoint>('POST', '/api/v1/webhooks', json({ url: receiver.url('/stranger') }));
    await endpoint('/cancelled', { events: ['task.cancelled'] });
    await endpoint('/models', { events: ['model.created'] });
    const { task_id } = await client.train(ratingsCsv(30, 12, 6), { model_type: 'recommendation', algorithm: 'als' });
    await client.call('POST', `/api/v1/tasks/${task_id}/cancel`);
    const [one] = await receiver.until('/cancelled', 1);
    expect(JSON.parse(one!.body)).toMatchObject({ type: 'task.cancelled', data: { task_id, status: 'cancelled' } });
    expect(receiver.at('/models')).toEqual([]);
    expect(receiver.at('/stranger')).toEqual([]);
    expect(await client.get(`/api/v1/webhooks/${theirs.body.id}`)).toMatchObject({ status: 404 });
    expect(await client.call('DELETE', `/api/v1/webhooks/${theirs.body.id}`)).toMatchObject({ status: 404 });
  });

  it('tells why a task failed', async () => {
    await endpoint('/failed', { events: ['task.failed'] });
    const { task_id } = await client.train('a,b\n1,2\n', { model_type: 'regression', target: 'nothing' });
    const [one] = await receiver.until('/failed', 1);
    const task = await client.task(task_id);
    expect(JSON.parse(one!.body)).toMatchObject({ type: 'task.failed', data: { task_id, error: task.error } });
    expect(task.error).not.toBeNull();
  });

  it('tries again what was refused, under the same id and with a new timestamp', async () => {
    receiver.answers.set('/flaky', (response, nth) => response.writeHead(nth === 1 ? 500 : 200).end('thank you'));
    const { id, secret } = await endpoint('/flaky');
    await test(id);
    const waiting = await until(id, ({ response_status }) => response_status === 500);
    expect(waiting).toMatchObject({ status: 'pending', attempts: 1, error: 'the endpoint answered 500' });
    expect((await show(id)).failing_since).not.toBeNull();
    const [first, second] = await receiver.until('/flaky', 2);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.body).toBe(first!.body);
    const seconds = Number(second!.headers['webhook-timestamp']) - Number(first!.headers['webhook-timestamp']);
    expect(seconds).toBeGreaterThanOrEqual(4);
    expect(isSigned(second!, secret)).toBe(true);
    expect(await until(id, ({ status }) => status === 'delivered')).toMatchObject({ attempts: 2, error: null });
    expect(await show(id)).toMatchObject({ enabled: true, failing_since: null });
  });

  it('stops at 410, and goes on when it is told to', async () => {
    receiver.answers.set('/gone', (response, nth) => response.writeHead(nth === 1 ? 410 : 204).end());
    const { id } = await endpoint('/gone');
    await test(id);
    const failed = await until(id, ({ status }) => status === 'failed');
    expect(failed).toMatchObject({ response_status: 410, next_attempt_at: null });
    expect(await show(id)).toMatchObject({ enabled: false, disabled_reason: 'gone' });
    expect(await test(id)).toMatchObject({ status: 409 });
    const changed = await client.call('PATCH', `/api/v1/webhooks/${id}`, json({ enabled: true }));
    expect(changed.body).toMatchObject({ enabled: true, disabled_reason: null });
    await client.call('POST', `/api/v1/webhooks/${id}/deliveries/${failed.id}/resend`);
    expect(await until(id, ({ status }) => status === 'delivered')).toMatchObject({ event_id: failed.event_id });
  });

  it('gives up on an endpoint that failed for five days, and on what waits for it', async () => {
    receiver.answers.set('/hopeless', (response) => response.writeHead(503, { 'retry-after': '100000' }).end());
    const { id } = await endpoint('/hopeless');
    await test(id);
    const refused = await until(id, ({ response_status }) => response_status === 503);
    // Retry-After is heard, up to a day.
    expect(Date.parse(refused.next_attempt_at!) - Date.now()).toBeGreaterThan(86_000_000);
    await installation.database.pool.query(
      `update webhook_endpoints set failing_since = now() - interval '121 hours' where id = $1`,
      [id],
    );
    await test(id);
    await until(id, ({ status }) => status === 'cancelled');
    expect((await log(id)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(await show(id)).toMatchObject({ enabled: false, disabled_reason: 'failing' });
  });

  it('lists the endpoints of its account, and sends nothing to one that was deleted', async () => {
    const { id } = await endpoint('/listed');
    const ids = async (of: Client) =>
      (await of.get<{ data: Endpoint[] }>('/api/v1/webhooks?limit=100')).body.data.map((one) => one.id);
    expect(await ids(client)).toContain(id);
    const stranger = await installation.client();
    expect(await ids(stranger)).toEqual([]);
    expect((await stranger.call('DELETE', `/api/v1/webhooks/${id}`)).status).toBe(404);
    expect((await client.call('DELETE', `/api/v1/webhooks/${id}`)).status).toBe(204);
    expect(await ids(client)).not.toContain(id);
    expect(await client.get(`/api/v1/webhooks/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await test(id)).status).toBe(404);
    expect(receiver.at('/listed')).toEqual([]);
  });

  it('signs with both secrets after a rotation', async () => {
    const before = await endpoint('/rotated');
    const { body: after } = await client.call<Endpoint>('POST', `/api/v1/webhooks/${before.id}/rotate`);
    expect(after.secret).not.toBe(before.secret);
    await test(before.id);
    const [one] = await receiver.until('/rotated', 1);
    expect([isSigned(one!, after.secret), isSigned(one!, before.secret)]).toEqual([true, true]);
    expect(one!.headers['webhook-signature']!.toString().split(' ')).toHaveLength(2);
  });

  it('follows no redirect', async () => {
    receiver.answers.set('/moved', (response) => response.writeHead(307, { location: receiver.url('/inside') }).end());
    const { id } = await endpoint('/moved');
    await test(id);
    const delivery = await until(id, ({ response_status }) => response_status !== null);
    expect(delivery).toMatchObject({ status: 'pending', response_status: 307, error: 'the endpoint answered 307' });
    expect(receiver.at('/inside')).toEqual([]);
  });

  it.each(['https://127.0.0.2/', 'https://10.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/', 'ftp://a.b/'])(
    'takes no endpoint at %s',
    async (url) => {
      const { status, body } = await client.call('POST', '/api/v1/webhooks', json({ url }));
      expect([status, body.code]).toEqual([422, 'validation_failed']);
    },
  );

  it('checks the address again when it sends: nothing reaches one that is not allowed', async () => {
    const inside = await Receiver.listen(certificates!, '127.0.0.2');
    try {
      const { id } = await endpoint('/rebound');
      const url = `https://127.0.0.2:${inside.port}/rebound`;
      await installation.database.pool.query('update webhook_endpoints set url = $2 where id = $1', [id, url]);
      await test(id);
      const delivery = await until(id, ({ error }) => error !== null);
      expect(delivery).toMatchObject({ status: 'pending', response_status: null });
      expect(inside.received).toEqual([]);
    } finally {
      inside.close();
    }
  });

  it('loses nothing when the worker dies in the middle of an attempt', async () => {
    receiver.answers.set('/held', (response, nth) => void (nth > 1 && response.writeHead(204).end()));
    const { id } = await endpoint('/held');
    await test(id);
    await receiver.until('/held', 1);
    await installation.workers[0]!.end('SIGKILL');
    installation.workers.shift();
    // Its lease would run out within a minute.
    await installation.database.pool.query('update webhook_deliveries set lease_until = now() where endpoint_id = $1', [
      id,
    ]);
    installation.startWorker();
    const [first, second] = await receiver.until('/held', 2);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    await until(id, ({ status }) => status === 'delivered');
  });

  it('shows a secret once, and to nobody but an admin key of the account', async () => {
    const { id, secret } = await endpoint('/secret');
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await show(id)).not.toHaveProperty('secret');
    const made = await client.call<{ api_key: string }>('POST', '/api/v1/keys', json({ name: 'r', scopes: ['read'] }));
    const reader = new Client(installation.url, made.body.api_key);
    expect(await reader.get('/api/v1/webhooks')).toMatchObject({ status: 403 });
    expect(installation.output).not.toContain(secret.slice('whsec_'.length));
  });

  it('is sent to the address that was checked, under the certificate of the name', async () => {
    const url = new URL(`https://hooks.example.com:${receiver.port}/pinned`);
    const delivery = { url, address: '127.0.0.1', headers: {}, body: '{}', timeoutMs: 5_000 };
    const { authority } = certificates!;
    expect(await send({ ...delivery, authority })).toEqual({ status: 204, retryAfter: null });
    expect(receiver.at('/pinned')[0]!.headers.host).toBe(`hooks.example.com:${receiver.port}`);
    const other = new URL(`https://other.example.com:${receiver.port}/pinned`);
    await expect(send({ ...delivery, url: other, authority })).rejects.toThrow(/altnames/);
    await expect(send({ ...delivery, authority: null })).rejects.toThrow(/certificate/);
    expect(receiver.at('/pinned')).toHaveLength(1);
  });

  it('cuts off who answers without an end, and leaves who does not answer', async () => {
    const closed = new Promise((resolve) =>
      receiver.answers.set('/endless', (response) => {
        response.writeHead(200);
        const more = setInterval(() => response.write(Buffer.alloc(1 << 16)), 5);
        response.once('close', () => {
          clearInterval(more);
          resolve('cut off');
        });
      }),
    );
    const to = (path: string) => ({
      url: new URL(receiver.url(path)),
      address: '127.0.0.1',
      headers: {},
      body: '{}',
      authority: certificates!.authority,
    });
    expect(await send({ ...to('/endless'), timeoutMs: 5_000 })).toMatchObject({ status: 200 });
    expect(await closed).toBe('cut off');
    receiver.answers.set('/silent', () => undefined);
    await expect(send({ ...to('/silent'), timeoutMs: 300 })).rejects.toThrow(/abort|timeout/i);
  });
});
