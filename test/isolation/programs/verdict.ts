/** What a probe saw from inside: whether it was let, and in which words the kernel refused. */
export interface Verdict {
  readonly stopped: boolean;
  readonly detail: string;
}

export type Probe = () => Promise<Verdict> | Verdict;

export const stopped = (detail: string): Verdict => ({ stopped: true, detail });
export const allowed = (detail: string): Verdict => ({ stopped: false, detail });

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** Allowed if the attempt returns, stopped by the code it throws. */
export function attempt(what: () => unknown): Verdict {
  try {
    what();
    return allowed('it worked');
  } catch (error) {
    return stopped(codeOf(error));
  }
}

/** Stopped only if every single attempt was; the detail says which was not, or how they were. */
export function attemptAll(attempts: readonly (readonly [name: string, what: () => unknown])[]): Verdict {
  const verdicts = attempts.map(([name, what]) => ({ name, ...attempt(what) }));
  const let_ = verdicts.filter((verdict) => !verdict.stopped);
  return let_.length > 0
    ? allowed(let_.map(({ name }) => name).join(' '))
    : stopped([...new Set(verdicts.map(({ detail }) => detail))].sort().join(' '));
}
