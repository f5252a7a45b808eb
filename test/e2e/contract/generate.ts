import type { RandomStream } from '../../../src/algorithms/random/stream.js';
import type { ApiDocument, Schema } from './document.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';

/** Text that has broken parsers before: other scripts, controls, surrogates, names of JavaScript's own properties. */
export const NASTY_TEXTS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'null',
  '-0',
  '1e999',
  '9'.repeat(400),
  '\u0000',
  '\u202e\u200b',
  '😀'.repeat(40),
  '\ud800',
  "'; drop table tasks; --",
  '${7*7}{{7*7}}',
  '../../etc/passwd',
  '%00%2e%2e',
  '<script>alert(1)</script>',
  'a'.repeat(5000),
] as const;

export const NASTY_VALUES: readonly unknown[] = [
  ...NASTY_TEXTS,
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  [],
  {},
  [[[[[[]]]]]],
  { toString: 1 },
  [null],
];

export function pick<T>(random: RandomStream, among: readonly T[]): T {
  return among[random.below(among.length)]!;
}

export const chance = (random: RandomStream, of: number): boolean => random.uniform() < of;

/** A value that the schema allows. */
export function allowed(document: ApiDocument, given: Schema, random: RandomStream): unknown {
  const schema = document.resolve(given);
  if (schema.nullable && chance(random, 0.1)) return null;
  if (schema.example !== undefined && chance(random, 0.5)) return schema.example;
  if (schema.enum) return pick(random, schema.enum);
  if (schema.oneOf) return allowed(document, pick(random, schema.oneOf), random);
  if (schema.type === 'integer' || schema.type === 'number') return allowedNumber(schema, random);
  if (schema.type === 'boolean') return chance(random, 0.5);
  if (schema.type === 'object') return allowedObject(document, schema, random);
  if (schema.type !== 'array') return allowedText(schema, random);
  const length = lengthBetween(schema.minItems ?? 0, schema.maxItems ?? 3, random);
  return Array.from({ length }, () => allowed(document, schema.items ?? {}, random));
}

function allowedObject(document: ApiDocument, schema: Schema, random: RandomStream): Record<string, unknown> {
  const entries = Object.entries(schema.properties ?? {})
    .filter(([name]) => schema.required?.includes(name) || chance(random, 0.3))
    .map(([name, property]) => [name, allowed(document, property, random)] as const);
  return Object.fromEntries(entries);
}

function allowedNumber({ minimum = 0, maximum = 1000, type }: Schema, random: RandomStream): number {
  const value = minimum + random.uniform() * (Math.min(maximum, minimum + 1000) - minimum);
  return type === 'integer' || Number.isInteger(minimum) ? Math.floor(value) : value;
}

/** A schema's pattern is met by its example, which every property with a pattern has; else by letters. */
function allowedText(schema: Schema, random: RandomStream): string {
  if (schema.pattern !== undefined && typeof schema.example === 'string') return schema.example;
  if (schema.format === 'date-time') return '2030-01-01T00:00:00Z';
  const length = lengthBetween(schema.minLength ?? 1, Math.min(schema.maxLength ?? 20, 40), random);
  return Array.from({ length }, () => LETTERS[random.below(LETTERS.length)]).join('');
}

const lengthBetween = (least: number, most: number, random: RandomStream): number =>
  least + random.below(Math.max(1, most - least + 1));
