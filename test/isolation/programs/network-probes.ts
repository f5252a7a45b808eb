import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { allowed, codeOf, type Probe, stopped, type Verdict } from './verdict.js';

/** The kernel refused a socket, or has no way out; anything else, a timeout too, means that packets left. */
const REFUSALS = new Set(['EPERM', 'EACCES', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOENT']);
/** A router far away may say it too; where there is no interface but loopback, it is the kernel that has no way out. */
const NO_WAY_OUT = 'EHOSTUNREACH';

function judge(code: string): Verdict {
  return REFUSALS.has(code) || (code === NO_WAY_OUT && isAlone()) ? stopped(code) : allowed(code);
}

function isAlone(): boolean {
  try {
    return Object.values(networkInterfaces()).every((addresses) => addresses!.every(({ internal }) => internal));
  } catch {
    return false;
  }
}

const tcp = (...target: [number, string] | [string]): Promise<Verdict> =>
  new Promise((resolve) => {
    const socket = target.length === 1 ? connect(target[0]) : connect(target[0], target[1]);
    socket.setTimeout(2_000, () => resolve(allowed('packets left')));
    socket.on('connect', () => resolve(allowed('connected'))).on('error', (error) => resolve(judge(codeOf(error))));
  });

async function first(attempts: Promise<Verdict>[]): Promise<Verdict> {
  const verdicts = await Promise.all(attempts);
  return verdicts.find((verdict) => !verdict.stopped) ?? verdicts[0]!;
}

const SOCKETS = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/podman/podman.sock',
];

export const NETWORK_PROBES: Record<string, Probe> = {
  // 172.17.0.1 is the host on Docker's default bridge: refused by it means that it was reached.
  tcp_out: () => first([tcp(443, '1.1.1.1'), tcp(80, '192.0.2.1'), tcp(9, '172.17.0.1'), tcp(53, '10.255.255.53')]),
  tcp_loopback: () => first([tcp(5432, '127.0.0.1'), tcp(6379, '127.0.0.1'), tcp(2375, '127.0.0.1')]),
  metadata_address: () =>
    new Promise((resolve) => {
      const request = get({ host: '169.254.169.254', timeout: 2_000 }, () => resolve(allowed('it answered')));
      request.on('timeout', () => resolve(allowed('packets left')));
      request.on('error', (error) => resolve(judge(codeOf(error))));
    }),
  async dns() {
    const resolver = new Resolver({ timeout: 1_000, tries: 1 });
    resolver.setServers(['192.0.2.53']);
    // Without a socket c-ares says "refused" at once; a query that left is one that timed out.
    const code = await resolver.resolve4('example.com').then(() => 'answered', codeOf);
    return code === 'ECONNREFUSED' ? stopped('no socket') : allowed(code);
  },
  udp_out: () =>
    new Promise((resolve) => {
      const socket = createSocket('udp4');
      socket.on('error', (error) => resolve(judge(codeOf(error))));
      socket.send('x', 53, '192.0.2.53', (error) => resolve(error ? judge(codeOf(error)) : allowed('sent')));
    }),
  listen: () =>
    new Promise((resolve) => {
      const server = createServer().on('error', (error) => resolve(judge(codeOf(error))));
      server.listen(0, '127.0.0.1', () => resolve(allowed('listening')));
    }),
  async docker_socket() {
    const visible = SOCKETS.filter((path) => existsSync(path));
    return (await Promise.all(SOCKETS.map((path) => tcp(path)))).every((verdict) => verdict.stopped)
      ? stopped(visible.length > 0 ? 'no socket' : 'not there')
      : allowed(visible.join(' '));
  },
};
