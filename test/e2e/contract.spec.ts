import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/algorithms/random/stream.js';
import { ApiDocument, type Route } from './contract/document.js';
import { exampleOf } from './contract/examples.js';
import { exchange } from './contract/exchange.js';
import { Furnished } from './contract/furnished.js';
import { generate } from './contract/requests.js';
import { certify } from './harness/authority.js';
import { type Client } from './harness/client.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';
import { Receiver } from './harness/webhook-receiver.js';

const missing = missingServices();
/** The gate sends these many; the bench (bench/requests) more. The same number is always the same requests. */
const REQUESTS = Number(process.env.CONTRACT_REQUESTS ?? 3000);
const SEED = Number(process.env.CONTRACT_SEED ?? 1);

describe.skipIf(missing)(`the OpenAPI document and the service ${missing}`, () => {
  const certificates = missing ? null : certify(['IP:127.0.0.1']);
  let receiver: Receiver;
  let installation: Installation;
  let client: Client;
  let document: ApiDocument;
  let furnished: Furnished;

  beforeAll(async () => {
    receiver = await Receiver.listen(certificates!);
    const webhooks = { WEBHOOK_ALLOW_CIDRS: '127.0.0.1', WEBHOOK_CA_CERT: certificates!.authority };
    installation = await Installation.start({
      env: { MAX_QUEUED_PER_ACCOUNT: '20', TRAINING_TIME_LIMIT: '20', ...webhooks },
    });
    client = await installation.client();
    document = await ApiDocument.of(installation.url);
    furnished = await Furnished.with(client, receiver.url('/hook'));
  });
  afterAll(async () => {
    await installation?.stop();
    receiver?.close();
  });

  const named = ({ method, path }: Route) => `${method} ${path}`;

  it('is a valid OpenAPI 3 document', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document.json));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('says of every route what it does, what it takes and how it fails', () => {
    const poor = document.routes.filter(({ operation: { summary, tags, responses } }) => {
      const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      return !summary || !tags?.length || !failures.every(([, { content }]) => content?.['application/problem+json']);
    });
    expect(poor.filter(({ path }) => path.startsWith('/api/')).map(named)).toEqual([]);
    const ids = document.routes.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has every route on the page for people, and no other', () => {
    const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
    const told = [...page.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^`]*)`/g)].map(([, route]) => route!);
    const operators = ['GET /api/workers', 'GET /metrics'];
    expect(told.filter((route) => !operators.includes(route)).sort()).toEqual(document.routes.map(named).sort());
  });

  it('asks for a key exactly where the service does', async () => {
    const wrong: string[] = [];
    for (const route of document.routes) {
      const target = route.path.replace(/\{\w+\}/g, 'nothing');
      const { status } = await exchange(installation.url, { method: route.method, target, headers: {}, body: null });
      const asks = route.operation.security?.length !== 0;
      if (asks !== (status === 401)) wrong.push(`${named(route)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('has examples that work, all of them', async () => {
    const breaches: string[] = [];
    for (const route of document.routes) {
      const sent = await exampleOf(document, route, furnished, client);
      const received = await exchange(installation.url, sent);
      const breach = document.breach(route, received);
      if (breach !== null) breaches.push(`${named(route)}: ${breach}`);
      else if (received.status >= 400) breaches.push(`${named(route)}: ${received.status} ${received.text}`);
    }
    expect(breaches).toEqual([]);
  });

  it(`answers ${REQUESTS} generated requests as the document says: no other status, no 500, no hang`, async ({
    annotate,
  }) => {
    const random = new RandomStream(SEED, 'test.requests');
    const known = furnished.known(client);
    const breaches: string[] = [];
    const statuses = new Map<number, number>();
    const send = async () => {
      const route = document.routes[random.below(document.routes.length)]!;
      const { sent, mutation, forbidden } = generate(document, route, known, random);
      const say = (what: string) =>
        breaches.push(`${sent.method} ${sent.target.slice(0, 200)} (${mutation ?? 'as allowed'}): ${what}`);
      try {
        const received = await exchange(installation.url, sent);
        statuses.set(received.status, (statuses.get(received.status) ?? 0) + 1);
        const breach = document.breach(route, received);
        if (breach !== null) say(breach);
        else if (received.status === 500) say(received.text);
        else if (forbidden && received.status < 400) say(`${received.status} for what the document forbids`);
      } catch (error) {
        say(String(error));
      }
    };
    for (let done = 0; done < REQUESTS; done += 8) await Promise.all(Array.from({ length: 8 }, send));
    await annotate(
      `answers: ${[...statuses]
        .sort(([a], [b]) => a - b)
        .map(([status, times]) => `${status} × ${times}`)
        .join(', ')}`,
    );
    expect(breaches.slice(0, 20)).toEqual([]);
    expect([installation.web, ...installation.workers].map(({ ended }) => ended)).toEqual([false, false]);
    expect((await fetch(`${installation.url}/health`)).status).toBe(200);
  }, 3_600_000);
});
