import { SandboxError } from '../../src/isolation/sandbox-error.js';
import type { Sandbox } from '../../src/isolation/sandbox.js';
import { collect } from '../contracts/sandbox/collect.js';
import type { BackendName, HostileProbe } from './catalogue.js';
import type { Verdict } from './programs/verdict.js';

/** What one backend made of one probe. */
export interface Seen extends Verdict {
  /** how the task ends that tries it */
  readonly task: string;
}

/** Runs a probe through the very path that a training takes. Throws for an end that nobody expected. */
export async function runProbe(sandbox: Sandbox, probe: HostileProbe, backend?: BackendName): Promise<Seen> {
  const { name, program, limits } = probe;
  const endsWith = (backend && probe.endsOn?.[backend]) ?? probe.endsWith ?? [];
  try {
    const { result } = await collect(sandbox, name, { program, job: { scenario: name, probe: name }, limits });
    const verdict = program === 'scenarios' ? { stopped: false, detail: 'accepted' } : (result as Verdict);
    return { ...verdict, task: 'succeeds' };
  } catch (error) {
    if (!(error instanceof SandboxError) || !endsWith.includes(error.code)) throw error;
    return { stopped: true, detail: error.message, task: error.code };
  }
}
