import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Env, EnvError } from '../../config/env.js';
import { DEFAULT_DOCKER_HOST, type DockerHost } from '../../isolation/docker/daemon.js';
import type { SandboxOptions } from '../../isolation/create-sandbox.js';

/** Seen from dist/training/worker/. */
const PROGRAMS = fileURLToPath(new URL('../../sandbox/', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('../../isolation/process/jail/main.js', import.meta.url));

export type SandboxChoice = Pick<SandboxOptions, 'policy' | 'docker' | 'process' | 'runner' | 'programs'>;

/** What the environment says about isolation, as the isolation folder takes it. Throws EnvError for certificates that are missing. */
export function sandboxChoice({ isolation }: Pick<Env, 'isolation'>): SandboxChoice {
  const { trainerImage: reference, runtime, policy, runner, allowUnconfined } = isolation;
  return {
    policy,
    docker: {
      host: dockerHost(isolation),
      image: reference === null ? { kind: 'local' } : { kind: 'reference', reference, pull: 'never' },
      ...(runtime !== null && { runtime }),
    },
    ...(runner !== null && { runner }),
    // Below the directory of temporary files, which every user can reach: the data directory may be private.
    process: { launcher: LAUNCHER, directory: tmpdir(), allowUnconfined },
    programs: new Map(['trainer', 'checker', 'canary'].map((name) => [name, join(PROGRAMS, `${name}.mjs`)])),
  };
}

function dockerHost({ dockerHost: url, dockerCertPath, dockerTls }: Env['isolation']): DockerHost {
  if (url === null) return DEFAULT_DOCKER_HOST;
  const { protocol, pathname, hostname, port } = new URL(url);
  if (protocol === 'unix:') return { kind: 'unix', path: pathname };
  return { kind: 'tls', host: hostname, port: Number(port || 2376), ...(dockerTls ?? certificatesIn(dockerCertPath)) };
}

function certificatesIn(directory: string | null): { ca: string; cert: string; key: string } {
  if (directory === null) {
    throw new EnvError('DOCKER_CERT_PATH is not set: a Docker host on the network needs ca.pem, cert.pem and key.pem');
  }
  const pem = (name: string) => readFileSync(join(directory, name), 'utf8');
  return { ca: pem('ca.pem'), cert: pem('cert.pem'), key: pem('key.pem') };
}
