import type { Client } from '../harness/client.js';
import { ratingsCsv } from '../harness/data.js';
import type { ApiDocument, Route, Schema } from './document.js';
import { multipart, type Sent } from './exchange.js';
import { type Furnished, peopleCsv } from './furnished.js';

/**
 * The request that Swagger UI would send for this route as it stands: every example and every default of the
 * document, word for word. Only ids are those of this installation, and the file is one that fits the form's examples.
 *
 * @throws {Error} naming what is required and has no example
 */
export async function exampleOf(
  document: ApiDocument,
  route: Route,
  furnished: Furnished,
  client: Client,
): Promise<Sent> {
  const { path, method, operation } = route;
  const headers: Record<string, string> =
    operation.security?.length === 0 ? {} : { 'x-api-key': await furnished.keyFor(route, client) };
  const query = new URLSearchParams();
  for (const { name, in: place, required, example, schema } of operation.parameters ?? []) {
    const value = example ?? schema.example ?? schema.default;
    if (place === 'path') continue;
    if (value === undefined && required) throw new Error(`${method} ${path}: no example of ${name}`);
    if (place === 'query' && value !== undefined && name !== 'after') query.set(name, text(value));
  }
  const target = await furnished.target(route, client);
  const url = query.size > 0 ? `${target}?${query.toString()}` : target;
  const content = operation.requestBody?.content ?? {};
  const json = content['application/json']?.schema;
  if (json) {
    const body = Buffer.from(JSON.stringify(exampleValue(document, json, `${method} ${path}`)));
    return { method, target: url, headers: { ...headers, 'content-type': 'application/json' }, body };
  }
  const form = content['multipart/form-data']?.schema;
  if (!form) return { method, target: url, headers, body: null };
  const fields = exampleValue(document, form, `${method} ${path}`) as Record<string, unknown>;
  const entries = Object.entries(fields).map(([name, value]) => [name, text(value)] as const);
  const table = path.endsWith('/predict') ? peopleCsv(20) : ratingsCsv(60, 30, 12);
  const { headers: type, body } = multipart(Object.fromEntries(entries), { name: 'table.csv', text: table });
  return { method, target: url, headers: { ...headers, ...type }, body };
}

/** Swagger UI's own rule: an object's example is the examples of its properties; those without one are left out. */
function exampleValue(document: ApiDocument, given: Schema, where: string): unknown {
  const schema = document.resolve(given);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.type !== 'object') throw new Error(`${where}: no example of ${JSON.stringify(schema).slice(0, 100)}`);
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name, property]) => schema.required?.includes(name) || document.resolve(property).example !== undefined)
    .map(([name, property]) => [name, exampleValue(document, property, `${where}, ${name}`)] as const);
  return Object.fromEntries(entries);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
