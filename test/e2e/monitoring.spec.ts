import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client, TaskView } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { sampleOf, samples } from './harness/metrics.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();
const PASSWORD = 'correct horse battery';
const BASIC = { authorization: `Basic ${Buffer.from(`operator:${PASSWORD}`).toString('base64')}` };

describe.skipIf(missing)(`what operators look at ${missing}`, () => {
  let installation: Installation;
  let client: Client;
  let task: TaskView;
  let metrics: string;
  /** by the web process before it was replaced */
  let printed = '';
  const monitoring = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${installation.monitoringPort}${path}`, init);

  beforeAll(async () => {
    installation = await Installation.start({ env: { ADMIN_PASSWORD: PASSWORD } });
    client = await installation.client();
    const form = { model_type: 'recommendation', algorithm: 'als' };
    // A row whose rating is missing, which the sanitizer has to do something about.
    const accepted = await client.call<TaskView>('POST', '/api/v1/train', {
      body: uploadOf(`${ratingsCsv(40, 20, 8)}u1,i1,\n`, form),
      headers: { 'x-request-id': 'order-66' },
    });
    expect(accepted.headers.get('x-request-id')).toBe('order-66');
    task = await client.ended(accepted.body.task_id);
    expect(task.error ?? task.status).toBe('succeeded');
    for (let i = 0; i < 3; i++) await client.get(`/api/v1/models/${task.model_id}/recommendations?user_id=u1`);
    await client.get(`/api/v1/tasks/${task.task_id}`);
    // A worker tells what it counted every five seconds.
    metrics = await until(async () => {
      const text = await (await monitoring('/metrics')).text();
      return text.includes('algoapi_task_duration_seconds_count') ? text : null;
    });
  });
  afterAll(() => installation?.stop());

  it('counts requests by the template of their route, never by an id', () => {
    const routes = new Set(
      samples(metrics, 'algoapi_http_request_duration_seconds_count').map(({ labels }) => labels.get('route')),
    );
    expect(routes).toContain('/api/v1/tasks/:id');
    expect(routes).toContain('/api/v1/train');
    expect(metrics).not.toMatch(/="(task|mdl|ds|wrk|key|acct)_/);
    expect(
      sampleOf(metrics, 'algoapi_http_request_duration_seconds_count', { route: '/api/v1/train', status: '202' }),
    ).toBe(1);
  });

  it('counts what workers did, which listen on nothing', () => {
    const family = { model_type: 'recommendation' };
    expect(sampleOf(metrics, 'algoapi_task_duration_seconds_count', { ...family, outcome: 'succeeded' })).toBe(1);
    for (const stage of ['sanitizing', 'training', 'verifying']) {
      expect(sampleOf(metrics, 'algoapi_task_stage_duration_seconds_count', { ...family, stage })).toBe(1);
    }
    expect(sampleOf(metrics, 'algoapi_task_wait_seconds_count', { kind: 'train' })).toBe(1);
    expect(sampleOf(metrics, 'algoapi_sandbox_ends_total', { program: 'trainer', reason: 'completed' })).toBe(1);
    expect(sampleOf(metrics, 'algoapi_sandbox_ends_total', { program: 'checker', reason: 'completed' })).toBe(1);
    expect(sampleOf(metrics, 'algoapi_verification_verdicts_total', { ...family, verdict: 'CERTIFIED' })).toBe(1);
    expect(samples(metrics, 'algoapi_sanitizer_issues_total').length).toBeGreaterThan(0);
  });

  it('tells how the model cache does', () => {
    expect(sampleOf(metrics, 'algoapi_model_cache_requests_total', { result: 'miss' })).toBe(1);
    expect(sampleOf(metrics, 'algoapi_model_cache_requests_total', { result: 'hit' })).toBe(2);
    expect(sampleOf(metrics, 'algoapi_model_cache_bytes')).toBeGreaterThan(1000);
  });

  it('tells the state of queue, workers and services', () => {
    expect(sampleOf(metrics, 'algoapi_tasks', { status: 'queued' })).toBe(0);
    expect(sampleOf(metrics, 'algoapi_queue_oldest_task_age_seconds')).toBe(0);
    expect(sampleOf(metrics, 'algoapi_workers', { isolation: 'enabled' })).toBe(1);
    expect(sampleOf(metrics, 'algoapi_worker_slots')).toBe(2);
    expect(sampleOf(metrics, 'algoapi_dependency_up', { dependency: 'redis' })).toBe(1);
    expect(sampleOf(metrics, 'algoapi_dependency_up', { dependency: 'database' })).toBe(1);
  });

  it('keeps sums when the process that counted is gone', async () => {
    await installation.web.end();
    printed = installation.web.output;
    installation.startWeb();
    await installation.untilHealthy(1);
    const after = await (await monitoring('/metrics')).text();
    expect(
      sampleOf(after, 'algoapi_http_request_duration_seconds_count', { route: '/api/v1/train', status: '202' }),
    ).toBe(1);
  });

  it('answers in the form that Prometheus reads, and its linter finds nothing wrong', () => {
    const lint = (text: string) => spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    const found = lint(metrics);
    expect(found.stderr + found.stdout).toBe('');
    expect(found.status).toBe(0);
    expect(lint(metrics.replace('# TYPE algoapi_tasks gauge', '# TYPE algoapi_tasks gouge')).status).not.toBe(0);
    expect(lint(metrics.replaceAll('algoapi_sandbox_ends_total', 'algoapi_sandbox_ends')).stderr).toContain(
      '"_total" suffix',
    );
  });

  describe.each(['/metrics', '/admin/queues', '/admin/queues/api/queues', '/api/workers'])(
    '%s on the public port',
    (path) => {
      it('needs the password', async () => {
        const url = installation.url + path;
        expect((await fetch(url)).status).toBe(401);
        expect((await fetch(url, { headers: { 'x-api-key': client.key } })).status).toBe(401);
        const wrong = `Basic ${Buffer.from('operator:wrong horse battery').toString('base64')}`;
        expect((await fetch(url, { headers: { authorization: wrong } })).status).toBe(401);
        expect((await fetch(url, { headers: BASIC })).status).toBe(200);
      });
    },
  );

  describe('the queue board', () => {
    it('shows the page with everything from here', async () => {
      const answer = await monitoring('/admin/queues');
      const page = await answer.text();
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(page).toContain('<base href="/admin/queues/"');
      expect(page).not.toMatch(/(src|href)="https?:/);
      expect(page).not.toContain('<%');
      for (const [, path] of page.matchAll(/(?:src|href)="(static\/[^"]+)"/g)) {
        expect((await monitoring(`/admin/queues/${path}`)).status).toBe(200);
      }
    });

    it('shows the queue, and lets nobody change it', async () => {
      const { queues } = (await (await monitoring('/admin/queues/api/queues')).json()) as {
        queues: { name: string; readOnlyMode: boolean }[];
      };
      expect(queues).toMatchObject([{ name: 'tasks', readOnlyMode: true }]);
      for (const [method, path] of [
        ['PUT', 'tasks/pause'],
        ['PUT', 'tasks/empty'],
        ['PUT', 'tasks/obliterate'],
        ['POST', 'tasks/add'],
      ] as const) {
        const answer = await monitoring(`/admin/queues/api/queues/${path}`, { method });
        expect(answer.status).toBe(404);
      }
    });
  });

  describe('logs', () => {
    const lines = () =>
      (printed + installation.output)
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);

    it('follow a request into the worker and the sandbox by its id', () => {
      const mine = lines().filter(({ request_id }) => request_id === 'order-66');
      expect(mine.map(({ role }) => role)).toEqual(expect.arrayContaining(['web', 'worker']));
      const worker = mine.filter(({ role }) => role === 'worker');
      expect(new Set(worker.map(({ task_id }) => task_id))).toEqual(new Set([task.task_id]));
      // What the programs inside the sandboxes reported.
      expect(worker.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['sanitizing', 'training', 'verifying']));
      expect(worker.find(({ msg }) => msg === 'task ends')).toMatchObject({ outcome: 'succeeded' });
    });

    it('give every answer an id, and take none that could forge a line', async () => {
      const answer = await client.call('GET', '/api/v1/models', { headers: { 'x-request-id': 'a b"}' } });
      expect(answer.headers.get('x-request-id')).toMatch(/^req_[A-Za-z0-9_-]{12}$/);
    });

    it('say nothing at info level of probes that go well', () => {
      const probes = lines().filter(({ route, status }) => String(route).startsWith('/health') && status === 200);
      expect(probes).toEqual([]);
    });
  });
});

describe.skipIf(missing)(`without an operator’s password ${missing}`, () => {
  it('the public port shows operators’ pages to nobody', async () => {
    const installation = await Installation.start({ workers: 0 });
    try {
      for (const path of [
        '/metrics',
        '/admin/queues',
        '/admin/queues/api/queues',
        '/admin/queues/static/favicon.ico',
        '/api/workers',
      ]) {
        expect((await fetch(installation.url + path, { headers: BASIC })).status).toBe(404);
      }
    } finally {
      await installation.stop();
    }
  });
});

function uploadOf(file: string, fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([file]), 'data.csv');
  return form;
}

async function until<T>(look: () => Promise<T | null>, seconds = 20): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await delay(200)) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error('it did not come');
  }
}
