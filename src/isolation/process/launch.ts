import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { isolationUnavailable } from '../sandbox-error.js';
import type { Confinement } from '../sandbox.js';
import { type JailConfig, type JailStatus, STATUS_FD } from './jail/config.js';

export interface Launched {
  readonly child: ChildProcess & { readonly stdin: Writable; readonly stdout: Readable; readonly stderr: Readable };
  readonly confinement: Confinement;
}

/** Starts the launcher, and waits until it has become the program or has said why it cannot. */
export async function launchJailed(launcher: string, config: JailConfig): Promise<Launched> {
  const child = start([launcher, JSON.stringify(config)], null);
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const status = await text(child.stdio[STATUS_FD] as Readable).catch(() => '');
  try {
    const { landlockAbi } = JSON.parse(status) as JailStatus;
    return { child, confinement: landlockAbi > 0 ? 'process-confined' : 'process-seccomp-only' };
  } catch {
    const reason = failure === undefined ? await text(child.stderr) : failure.message;
    throw isolationUnavailable(`the process sandbox could not be set up: ${reason.slice(-1000)}`, failure);
  }
}

/** Starts the program as a plain child: an empty environment, a user of its own where we are root, and no more. */
export async function launchPlain({ nodeFlags, program, uid }: JailConfig): Promise<Launched> {
  const child = start([...nodeFlags, program], uid);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(isolationUnavailable('the program could not be started', error)));
  });
  return { child, confinement: 'none' };
}

/** In a session, and thus a process group, of its own, so that all of it can be killed at once. */
function start(args: string[], uid: number | null): Launched['child'] {
  return spawn(process.execPath, args, {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    ...(uid === null ? {} : { uid, gid: uid }),
  });
}
