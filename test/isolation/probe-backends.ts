import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { connect, DEFAULT_DOCKER_HOST, type DockerHost } from '../../src/isolation/docker/daemon.js';
import { DockerSandbox } from '../../src/isolation/docker/docker-sandbox.js';
import { containerOptions, GVISOR } from '../../src/isolation/docker/host-config.js';
import { programPath } from '../../src/isolation/docker/image-layout.js';
import { ProcessSandbox } from '../../src/isolation/process/process-sandbox.js';
import type { Sandbox } from '../../src/isolation/sandbox.js';
import { confined, docker, owner } from '../contracts/sandbox/backends.js';
import { pathOf, remoteDaemonUnavailable, startRemoteDaemon } from '../contracts/sandbox/remote-daemon.js';
import { bundlePrograms } from '../contracts/sandbox/bundle-programs.js';
import type { BackendName } from './catalogue.js';
import { PERL } from './perl.js';
import { probeImage } from './probe-image.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export interface ProbeBackend {
  readonly name: BackendName;
  readonly unavailable: string | undefined;
  /** the sandbox that runs this program; both of a backend confine alike */
  open(): Promise<{ sandboxFor(program: string): Sandbox; close(): Promise<void> }>;
}

export async function probePrograms(): Promise<Map<string, string>> {
  const bundled = await bundlePrograms(
    new Map([
      ['probes', path('programs/probes.ts')],
      ['scenarios', path('../contracts/sandbox/programs/scenarios.ts')],
    ]),
  );
  return bundled.set('syscalls', path('programs/syscalls.pl'));
}

type Contain = typeof containerOptions;

/** As `contain`, for programs in Perl. */
export const withPerl =
  (contain: Contain): Contain =>
  (spec, settings) => {
    const options = contain(spec, settings);
    return spec.program === 'syscalls' ? { ...options, Entrypoint: [PERL], Cmd: [programPath(spec.program)] } : options;
  };

/** The Docker backend with an image that holds Perl as well. */
export async function openDocker(
  contain: Contain = containerOptions,
  { host, runtime }: { host: DockerHost; runtime?: string } = { host: DEFAULT_DOCKER_HOST },
) {
  const daemon = connect(host);
  const programs = await probePrograms();
  const reference = await probeImage(daemon, programs);
  const sandbox = new DockerSandbox(
    {
      host,
      runtime,
      image: { kind: 'reference', reference, pull: 'never' },
      programs,
      owner: owner(),
      progress: () => undefined,
    },
    withPerl(contain),
  );
  return {
    sandboxFor: () => sandbox,
    async close() {
      await sandbox.close();
      await daemon.getImage(reference).remove({ force: true });
    },
  };
}

/** gVisor needs a daemon that knows its runtime: one of the test's own. */
async function openGvisor() {
  const daemon = await startRemoteDaemon();
  const opened = await openDocker(containerOptions, { host: daemon.host, runtime: GVISOR }).catch(
    async (error: unknown) => {
      await daemon.stop();
      throw error;
    },
  );
  return { sandboxFor: opened.sandboxFor, close: () => opened.close().finally(() => daemon.stop()) };
}

const noGvisor = () => (pathOf(GVISOR) === undefined ? `${GVISOR} is not installed` : remoteDaemonUnavailable());

async function openProcess() {
  const programs = await probePrograms();
  const launchers = await bundlePrograms(
    new Map([
      ['jail', path('../../src/isolation/process/jail/main.ts')],
      ['jail-perl', path('programs/jail-perl.ts')],
    ]),
  );
  const behind = (launcher: string) =>
    new ProcessSandbox({
      launcher: launchers.get(launcher)!,
      directory: tmpdir(),
      programs,
      owner: owner(),
      allowUnconfined: false,
    });
  const [node, perl] = [behind('jail'), behind('jail-perl')];
  return {
    sandboxFor: (program: string) => (program === 'syscalls' ? perl : node),
    async close() {
      await Promise.all([node.close(), perl.close()]);
    },
  };
}

export const PROBE_BACKENDS: readonly ProbeBackend[] = [
  { name: 'docker', unavailable: await docker.unavailable(), open: () => openDocker() },
  { name: 'gvisor', unavailable: noGvisor(), open: openGvisor },
  { name: 'process', unavailable: await confined.unavailable(), open: openProcess },
];
