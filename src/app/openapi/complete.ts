import type { OpenAPIObject } from '@nestjs/swagger';
import { DOCUMENTED_PUBLIC, DOCUMENTED_SCOPE } from '../../keys/caller.js';
import { PROBLEM, PROBLEM_JSON, problemsWith } from './problem.js';
import { sayNull } from './null.js';
import { askForNoDefault } from './defaults.js';
import { withExamples } from './path-parameters.js';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']> & Record<`x-${string}`, unknown>;
type Answer = Exclude<Operation['responses'][string], { $ref: string } | undefined>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const LIMIT_HEADERS = {
  RateLimit: { description: 'what is left, and seconds until it is whole again', schema: { type: 'string' as const } },
  'RateLimit-Policy': { description: 'the limit and its window in seconds', schema: { type: 'string' as const } },
};

/**
 * Adds to the generated document what holds for whole groups of routes and no handler repeats: which need a key and
 * which scope, the errors that each may answer with, and the headers of limits, of accepted work and of held answers.
 */
export function complete(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM },
  };
  for (const schema of Object.values(document.components.schemas ?? {})) {
    sayNull(schema);
    askForNoDefault(schema);
  }
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation) completeOperation(path, method, operation);
    }
  }
  return document;
}

function completeOperation(path: string, method: string, operation: Operation): void {
  const open = !path.startsWith('/api/') || operation[DOCUMENTED_PUBLIC] === true;
  const limited = path.startsWith('/api/');
  if (open) operation.security = [];
  else
    operation.description =
      `${operation.description ?? ''}\n\nNeeds a key with the scope \`${scopeOf(operation)}\`.`.trim();
  delete operation[DOCUMENTED_PUBLIC];
  operation.parameters = withExamples(path, operation.parameters ?? []);
  for (const [status, answer] of answersOf(operation)) {
    if (limited && Number(status) < 500) answer.headers = { ...LIMIT_HEADERS, ...answer.headers };
    if (answersWithTask(answer)) mayBeHeld(operation, answer, status);
    if (answer.description === '') answer.description = SUCCESS[status] ?? 'The answer.';
  }
  // Health is told in one form, whichever it is.
  if (path.startsWith('/health')) operation.responses[503] = { ...operation.responses[200], description: 'It is not.' };
  for (const status of errorsOf(path, method, operation, open)) {
    operation.responses[status] ??= { description: problemsWith(status) };
  }
  for (const [status, answer] of answersOf(operation)) {
    if (Number(status) < 400 || answer.content) continue;
    answer.content = { [PROBLEM_JSON]: { schema: { $ref: '#/components/schemas/Problem' } } };
    if (status === '429') answer.headers = { ...answer.headers, 'Retry-After': { schema: { type: 'string' } } };
  }
}

const SUCCESS: Readonly<Record<string, string>> = {
  200: 'The answer.',
  201: 'Made.',
  202: 'Accepted: the work is queued.',
  204: 'Done; no content.',
};

function scopeOf(operation: Operation): string {
  const scope = operation[DOCUMENTED_SCOPE];
  return typeof scope === 'string' ? scope : 'read';
}

const answersWithTask = ({ content }: Answer): boolean => {
  const schema = content?.['application/json']?.schema;
  return schema !== undefined && '$ref' in schema && schema.$ref.endsWith('/TaskView');
};

const answersOf = (operation: Operation): [string, Answer][] =>
  Object.entries(operation.responses).filter((entry): entry is [string, Answer] => !!entry[1] && !('$ref' in entry[1]));

function mayBeHeld(operation: Operation, answer: Answer, status: string): void {
  answer.headers = {
    ...answer.headers,
    ...(status === '202' && { Location: { description: 'the task', schema: { type: 'string' } } }),
    'Preference-Applied': { description: 'how long the answer was held', schema: { type: 'string' } },
  };
  operation.parameters?.push({
    name: 'Prefer',
    in: 'header',
    required: false,
    description: '`wait=N` (RFC 7240): holds the answer until the task ends, at most N seconds, N up to 60',
    schema: { type: 'string', pattern: '^wait=[0-9]{1,2}$' },
  });
}

/** The statuses that any route of this kind may answer with, beside those that a handler states itself. */
function errorsOf(path: string, method: string, operation: Operation, open: boolean): number[] {
  if (!path.startsWith('/api/')) return [400, 500, 503];
  const sends = method === 'post' || method === 'put' || method === 'patch';
  const parameters = (operation.parameters ?? []).some(
    (parameter) => !('$ref' in parameter) && parameter.in !== 'header',
  );
  return [
    400,
    ...(open ? [] : [401, 403]),
    ...(path.includes('{') ? [404] : []),
    ...(sends || path.includes('{id}/') ? [409] : []),
    ...(sends ? [413, 415, 507] : []),
    ...(sends || parameters ? [422] : []),
    429,
    500,
    503,
  ];
}
