import type { z } from 'zod';

export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/** Names every variable that is wrong. An empty value counts as unset, as compose files write it. Throws EnvError. */
export function parse<T>(schema: z.ZodType<T>, source: NodeJS.ProcessEnv): T {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvError(parsed.error.issues.map(explain).join('\n'));
}

function explain(issue: z.core.$ZodIssue): string {
  const name = issue.path.join('.');
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return missing ? `${name} is not set` : `${name} is not valid: ${issue.message}`;
}
