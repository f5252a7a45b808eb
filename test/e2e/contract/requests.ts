import type { RandomStream } from '../../../src/algorithms/random/stream.js';
import type { ApiDocument, Route, Schema } from './document.js';
import { type Sent, multipart } from './exchange.js';
import { allowed, chance, NASTY_TEXTS, NASTY_VALUES, pick } from './generate.js';

/** Where a generator takes what only the running service knows. */
export interface Known {
  /** a key for this route; one of its own where the route ends or changes it */
  key(route: Route): string;
  /** ids that exist, for a path parameter of this route */
  ids(route: Route, parameter: string): readonly string[];
  /** a small table that trains */
  readonly table: string;
}

export interface Generated {
  readonly sent: Sent;
  /** what was done to it; null: as the document allows */
  readonly mutation: string | null;
  /** the document forbids it: an answer of success is a breach */
  readonly forbidden: boolean;
}

interface Draft {
  path: Map<string, string>;
  query: Map<string, string>;
  headers: Map<string, string>;
  body: Uint8Array | null;
  json: unknown;
}

type Mutation = (draft: Draft, route: Route, random: RandomStream, document: ApiDocument) => boolean | null;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a required query parameter is left out': (draft, { operation }, random) => {
    const names = (operation.parameters ?? []).filter((p) => p.in === 'query' && p.required).map(({ name }) => name);
    if (names.length === 0) return null;
    draft.query.delete(pick(random, names));
    return true;
  },
  'a query parameter is nasty': (draft, { operation }, random) => {
    const names = (operation.parameters ?? []).filter((p) => p.in === 'query').map(({ name }) => name);
    draft.query.set(
      names.length > 0 && chance(random, 0.8) ? pick(random, names) : 'surprise',
      pick(random, NASTY_TEXTS),
    );
    return false;
  },
  'an id is nasty': (draft, _, random) => {
    if (draft.path.size === 0) return null;
    draft.path.set(pick(random, [...draft.path.keys()]), pick(random, NASTY_TEXTS.slice(1)));
    return false;
  },
  'the key is wrong': (draft, _, random) => {
    const key = draft.headers.get('x-api-key');
    if (key === undefined) return null;
    const wrong = [key.slice(0, -1), `${key}x`, key.split('.')[0]!, `.${key}`, 'Bearer', 'a'.repeat(8000)];
    draft.headers.set('x-api-key', pick(random, wrong));
    return true;
  },
  'there is no key': (draft) => (draft.headers.delete('x-api-key') ? true : null),
  'a header is nasty': (draft, _, random) => {
    const names = ['prefer', 'idempotency-key', 'last-event-id', 'accept', 'x-request-id', 'range', 'origin', 'cookie'];
    const text = pick(random, NASTY_TEXTS).replace(/[^\x20-\x7e]/g, '?');
    draft.headers.set(pick(random, names), text.slice(0, 4000));
    return false;
  },
  'the content type is another': (draft, _, random) => {
    if (!draft.body) return null;
    const types = ['text/plain', 'application/xml', 'application/json; charset=utf-7', 'multipart/form-data', 'x', ''];
    draft.headers.set('content-type', pick(random, types));
    return false;
  },
  'a required property is left out': (draft, route, random, document) => {
    const required = document.resolve(jsonSchema(route) ?? {}).required ?? [];
    if (!isRecord(draft.json) || required.length === 0) return null;
    const { [pick(random, required)]: _left, ...rest } = draft.json;
    setJson(draft, rest);
    return true;
  },
  'a property is nasty': (draft, route, random, document) => {
    const names = Object.keys(document.resolve(jsonSchema(route) ?? {}).properties ?? {});
    if (!isRecord(draft.json) || names.length === 0) return null;
    setJson(draft, { ...draft.json, [pick(random, names)]: pick(random, NASTY_VALUES) });
    return false;
  },
  'the body is another value': (draft, route, random) => {
    if (!jsonSchema(route)) return null;
    setJson(draft, pick(random, [null, [], 'text', 7, true]));
    return true;
  },
  'the body is no JSON': (draft, route, random) => {
    if (!jsonSchema(route)) return null;
    const texts = ['{', '{"a":1,}', '\u0000', '[1', '{"__proto__":{"x":1}', 'NaN', '['.repeat(50_000)];
    draft.body = Buffer.from(pick(random, texts));
    return true;
  },
  'bytes are changed': (draft, _, random) => {
    if (!draft.body || draft.body.length === 0) return null;
    const body = Uint8Array.from(draft.body);
    for (let i = random.below(8); i >= 0; i--) body[random.below(body.length)] = random.below(256);
    draft.body = body;
    return false;
  },
  'the body ends early': (draft, _, random) => {
    if (!draft.body || draft.body.length === 0) return null;
    draft.body = draft.body.subarray(0, random.below(draft.body.length));
    return false;
  },
  'there is no body': (draft) => {
    if (!draft.body) return null;
    draft.body = null;
    return false;
  },
  'there is a body where none belongs': (draft, { operation }) => {
    if (operation.requestBody) return null;
    setJson(draft, { surprise: 1 });
    return false;
  },
};

/** One request to the route: as the document allows it, or with one thing about it changed. */
export function generate(document: ApiDocument, route: Route, known: Known, random: RandomStream): Generated {
  const draft = draftOf(document, route, known, random);
  if (chance(random, 0.2)) return { sent: finish(route, draft), mutation: null, forbidden: false };
  for (;;) {
    const name = pick(random, Object.keys(MUTATIONS));
    const forbidden = MUTATIONS[name]!(draft, route, random, document);
    if (forbidden !== null) return { sent: finish(route, draft), mutation: name, forbidden };
  }
}

function draftOf(document: ApiDocument, route: Route, known: Known, random: RandomStream): Draft {
  const draft: Draft = { path: new Map(), query: new Map(), headers: new Map(), body: null, json: undefined };
  for (const { name, in: place, required, schema } of route.operation.parameters ?? []) {
    if (place === 'path') draft.path.set(name, pick(random, [...known.ids(route, name), `${name}_that_is_not_there`]));
    if (place === 'query' && (required || chance(random, 0.4)))
      draft.query.set(name, String(allowed(document, schema, random)));
  }
  // Answers that may be held are not what is tried here.
  if (route.operation.parameters?.some(({ name }) => name === 'Prefer')) draft.headers.set('prefer', 'wait=0');
  if (route.operation.security?.length !== 0) draft.headers.set('x-api-key', known.key(route));
  const json = jsonSchema(route);
  const form = formSchema(route);
  if (json && !(form && chance(random, 0.5))) setJson(draft, allowed(document, json, random));
  else if (form) setForm(draft, document, form, known, random);
  return draft;
}

function setForm(draft: Draft, document: ApiDocument, schema: Schema, known: Known, random: RandomStream): void {
  const fields = allowed(document, schema, random) as Record<string, unknown>;
  const text = Object.entries(fields).filter(([name]) => name !== 'file');
  const file = chance(random, 0.8) ? { name: 'table.csv', text: chance(random, 0.8) ? known.table : '' } : null;
  const { headers, body } = multipart(Object.fromEntries(text.map(([name, value]) => [name, String(value)])), file);
  draft.headers.set('content-type', headers['content-type']!);
  draft.body = body;
}

function setJson(draft: Draft, value: unknown): void {
  draft.json = value;
  draft.headers.set('content-type', 'application/json');
  draft.body = Buffer.from(JSON.stringify(value) ?? '');
}

function finish({ method, path }: Route, { path: ids, query, headers, body }: Draft): Sent {
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(ids.get(name) ?? ''));
  const search = [...query].map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return { method, target: search ? `${target}?${search}` : target, headers: Object.fromEntries(headers), body };
}

/** A lone surrogate has no encoding; a client would send U+FFFD for it. */
const encode = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

const jsonSchema = ({ operation }: Route): Schema | undefined =>
  operation.requestBody?.content['application/json']?.schema;

const formSchema = ({ operation }: Route): Schema | undefined =>
  operation.requestBody?.content['multipart/form-data']?.schema;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
