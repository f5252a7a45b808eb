import { execFile, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = new URL('../../../', import.meta.url);

/** Why images cannot be built here; empty when they can. */
export function missingDockerCli(): string {
  if (process.platform !== 'linux') return 'a base image is made from this machine, and that needs Linux';
  return spawnSync('docker', ['--version']).status === 0 ? '' : 'the docker command is not here';
}

/** The command as an operator types it. Answers what it printed; throws with all of it when it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', args, { cwd: ROOT, maxBuffer: 1 << 26 });
  return stdout.trim();
}

/** A base image without a registry, from this machine's own Node. */
export async function makeBase(name: string): Promise<void> {
  await run(process.execPath, ['scripts/image/base.mjs', name], { cwd: ROOT });
}

/** The daemon's socket on this host, and the group that may use it. */
export function daemonSocket(): { path: string; group: string } {
  const path = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '');
  return { path, group: String(statSync(path).gid) };
}

/** Options that the compose file gives each of our containers. */
export const CONFINED = ['--read-only', '--tmpfs=/tmp', '--cap-drop=ALL', '--security-opt=no-new-privileges:true'];
