import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { release, version } from 'node:os';
import type { CanaryObservation } from '../canary-observation.js';
import { Peer } from './peer.js';

/** Looks around in the sandbox and reports what it finds. Runs inside; see canary.ts for what is expected. */
const WRITE_TARGETS = ['/', '/etc', '/dev', '/usr/local/bin', '/sandbox', '/var/tmp', '/dev/shm'];
const READ_TARGETS = [
  '/etc/passwd',
  '/etc/shadow',
  '/root',
  '/home',
  '/var/run/docker.sock',
  '/proc/1/environ',
  `/proc/${process.ppid}/environ`,
];
const UNLIMITED = 2 ** 60;

function codeOf(attempt: () => void): string {
  try {
    attempt();
    return 'ok';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'error';
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The first of the files (cgroup v2, then v1) that holds a finite limit. */
function limitOf(...paths: string[]): number | null {
  for (const path of paths) {
    const value = Number.parseInt(text(path), 10);
    if (value > 0 && value < UNLIMITED) return value;
  }
  return null;
}

function rlimit(name: string): number | null {
  const line = text('/proc/self/limits')
    .split('\n')
    .find((candidate) => candidate.startsWith(name));
  const soft = Number(line?.slice(name.length).trim().split(/\s+/)[0]);
  return Number.isNaN(soft) ? null : soft;
}

function cpus(): number | null {
  const [quota, period] = text('/sys/fs/cgroup/cpu.max').split(' ').map(Number);
  if (quota !== undefined && period !== undefined && quota > 0) return quota / period;
  const v1 = limitOf('/sys/fs/cgroup/cpu/cpu.cfs_quota_us', '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us');
  const unit = limitOf('/sys/fs/cgroup/cpu/cpu.cfs_period_us', '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us');
  return v1 === null || unit === null ? null : v1 / unit;
}

function internetSocket(): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(9, '127.0.0.1');
    socket
      .on('connect', () => resolve('ok'))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.on('close', () => socket.destroy());
  });
}

function execFromTmp(): string {
  const script = '/tmp/canary';
  const made = codeOf(() => writeFileSync(script, `#!${process.execPath}\n`, { mode: 0o700 }));
  if (made !== 'ok') return made;
  const { error } = spawnSync(script, { timeout: 5_000 });
  rmSync(script, { force: true });
  return (error as NodeJS.ErrnoException)?.code ?? 'ok';
}

function writes(directory: string): boolean {
  const path = `${directory}/canary-${process.pid}`;
  const code = codeOf(() => closeSync(openSync(path, 'wx')));
  if (code === 'ok') rmSync(path, { force: true });
  return code === 'ok';
}

function reads(path: string): boolean {
  return codeOf(() => void readFileSync(path)) === 'ok' || codeOf(() => void readdirSync(path)) === 'ok';
}

/** Processes that can be seen and are not the canary, its init (or parent) or a kernel file. */
function foreignProcesses(): number {
  const own = new Set(['1', String(process.pid)]);
  let entries: string[] = [];
  codeOf(() => (entries = readdirSync('/proc')));
  return entries.filter((entry) => /^\d+$/.test(entry) && !own.has(entry)).length;
}

const status = text('/proc/self/status');
const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';

function tmpBytes(): number | null {
  try {
    const { blocks, bsize } = statfsSync('/tmp');
    return blocks * bsize;
  } catch {
    return null;
  }
}

const peer = new Peer();
await peer.job();
const observation: CanaryObservation = {
  uid: process.getuid?.() ?? -1,
  capabilities: ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map(field).join(''),
  no_new_privs: field('NoNewPrivs') === '1',
  seccomp_mode: Number(field('Seccomp')),
  internet_socket: await internetSocket(),
  exec_from_tmp: execFromTmp(),
  root_mounted_read_only: / \/ ro[, ]/.test(text('/proc/self/mountinfo')),
  writable: WRITE_TARGETS.filter(writes),
  readable: READ_TARGETS.filter(reads),
  interfaces: [...text('/proc/net/dev').matchAll(/^\s*(\S+):/gm)].map((match) => match[1] ?? ''),
  foreign_processes: foreignProcesses(),
  environment: Object.keys(process.env),
  tmp_writable: writes('/tmp'),
  tmp_bytes: tmpBytes(),
  memory_bytes: limitOf('/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'),
  pids: limitOf('/sys/fs/cgroup/pids.max', '/sys/fs/cgroup/pids/pids.max'),
  cpus: cpus(),
  cpu_seconds: rlimit('Max cpu time'),
  core_bytes: rlimit('Max core file size'),
  gvisor: release().startsWith('4.4.0') && version().includes('Jan 10 15:06:54 PST 2016'),
};
await peer.send({ type: 'result', result: observation });
process.stdin.destroy();
