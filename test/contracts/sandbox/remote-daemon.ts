import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type DockerHost } from '../../../src/isolation/docker/daemon.js';

type TlsHost = Extract<DockerHost, { kind: 'tls' }>;

export interface RemoteDaemon {
  readonly host: TlsHost;
  /** a certificate of another authority, for what must be refused */
  readonly stranger: Pick<TlsHost, 'cert' | 'key'>;
  /** SIGSTOP leaves a daemon that takes connections and answers nothing, until SIGCONT */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  stop(): Promise<void>;
}

/** A bridge of its own: with `--bridge none` a daemon deletes docker0, which is the machine's. */
const BRIDGE = 'algoapi-test0';
/** From the range for tests of network devices (RFC 2544). */
const BRIDGE_ADDRESS = '198.18.231.1/24';

/** Why a daemon of the test's own cannot be started; undefined where it can. */
export function remoteDaemonUnavailable(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root to start a Docker daemon';
  const missing = ['dockerd', 'openssl', 'ip'].filter((name) => pathOf(name) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(' and ')} not installed`;
}

/** Where a command is; undefined where it is not installed. */
export function pathOf(command: string): string | undefined {
  try {
    return execFileSync('which', [command], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** A second Docker daemon on loopback that demands certificates, with state, sockets and network of its own, and gVisor if it is installed. */
export async function startRemoteDaemon(): Promise<RemoteDaemon> {
  const directory = mkdtempSync(join(tmpdir(), 'remote-docker-'));
  const at = (name: string) => join(directory, name);
  makeAuthority(directory, 'ca');
  makeCertificate(directory, 'ca', 'server', 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth');
  makeCertificate(directory, 'ca', 'client', 'extendedKeyUsage=clientAuth');
  makeAuthority(directory, 'other');
  makeCertificate(directory, 'other', 'stranger', 'extendedKeyUsage=clientAuth');
  const pem = (name: string) => readFileSync(at(`${name}.pem`), 'utf8');

  // Without a file of its own it would read the machine's.
  const runsc = pathOf('runsc');
  const runtimes = runsc === undefined ? {} : { runsc: { path: runsc, runtimeArgs: ['--network=none'] } };
  writeFileSync(at('daemon.json'), JSON.stringify({ runtimes }));
  makeBridge();
  const port = await freePort();
  const daemon = spawn(
    'dockerd',
    [
      ...['--host', `tcp://127.0.0.1:${port}`, '--tlsverify'],
      ...['--tlscacert', at('ca.pem'), '--tlscert', at('server.pem'), '--tlskey', at('server-key.pem')],
      ...['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')],
      ...['--bridge', BRIDGE, '--iptables=false', '--ip-masq=false', '--config-file', at('daemon.json')],
    ],
    { stdio: 'ignore' },
  );
  const host: TlsHost = {
    kind: 'tls',
    host: '127.0.0.1',
    port,
    ca: pem('ca'),
    cert: pem('client'),
    key: pem('client-key'),
  };
  const stop = async () => {
    if (daemon.exitCode === null && daemon.signalCode === null) {
      daemon.kill('SIGCONT');
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    removeBridge();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  await answering(host, daemon).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const signal = (name: NodeJS.Signals) => void daemon.kill(name);
  return { host, stranger: { cert: pem('stranger'), key: pem('stranger-key') }, signal, stop };
}

async function answering(host: DockerHost, daemon: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 150 && daemon.exitCode === null; attempt++) {
    try {
      await connect(host).ping();
      return;
    } catch {
      await delay(200);
    }
  }
  throw new Error(`the second Docker daemon did not start (exit code ${daemon.exitCode})`);
}

function makeBridge(): void {
  removeBridge();
  execFileSync('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
  execFileSync('ip', ['address', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE]);
}

/** There may be none, or one that a test left which was killed. */
function removeBridge(): void {
  spawnSync('ip', ['link', 'delete', BRIDGE], { stdio: 'ignore' });
}

function makeAuthority(directory: string, name: string): void {
  openssl(directory, 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1', [
    ...['-keyout', `${name}-key.pem`, '-out', `${name}.pem`, '-subj', `/CN=${name}`],
  ]);
}

function makeCertificate(directory: string, authority: string, name: string, extensions: string): void {
  writeFileSync(join(directory, `${name}.ext`), extensions);
  openssl(directory, 'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes', [
    ...['-keyout', `${name}-key.pem`, '-out', `${name}.csr`, '-subj', `/CN=${name}`],
  ]);
  openssl(directory, 'x509 -req -days 1 -CAcreateserial', [
    ...['-CA', `${authority}.pem`, '-CAkey', `${authority}-key.pem`],
    ...['-in', `${name}.csr`, '-out', `${name}.pem`, '-extfile', `${name}.ext`],
  ]);
}

function openssl(cwd: string, command: string, args: string[]): void {
  execFileSync('openssl', [...command.split(' '), ...args], { cwd, stdio: 'ignore' });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
