/**
 * What the sandbox adds to a task: a program that answers at once, run through the path of a training, in a container,
 * in a confined process, and as a plain child of the worker. Interleaved, so that the machine's load is shared.
 *
 *   npm run build && node bench/isolation-overhead.mjs [runs]
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DEFAULT_DOCKER_HOST } from '../dist/isolation/docker/daemon.js';
import { DockerSandbox } from '../dist/isolation/docker/docker-sandbox.js';
import { ProcessSandbox } from '../dist/isolation/process/process-sandbox.js';
import { DEFAULT_RUN_LIMITS } from '../dist/isolation/run-limits.js';
import { runProgram } from '../dist/isolation/run-program.js';

const runs = Number(process.argv[2] ?? 20);
const directory = mkdtempSync(join(tmpdir(), 'isolation-overhead-'));
const program = join(directory, 'trivial.mjs');
writeFileSync(
  program,
  `process.stdin.once('data', () => {
    const body = Buffer.from('{"type":"result","result":null}');
    const header = Buffer.from([1, 0, 0, 0, body.length]);
    process.stdout.write(Buffer.concat([header, body]), () => process.exit(0));
  });`,
);
const programs = new Map([['trivial', program]]);
const owner = { app: 'isolation-overhead', workerId: 'bench', instance: randomUUID() };
const launcher = fileURLToPath(new URL('../dist/isolation/process/jail/main.js', import.meta.url));
const docker = new DockerSandbox({
  host: DEFAULT_DOCKER_HOST,
  image: { kind: 'local' },
  programs,
  owner,
  progress: (line) => console.log(line),
});
const confined = { directory: tmpdir(), programs, owner };
const sandboxes = new Map([
  ['container', docker],
  ['confined process', new ProcessSandbox({ ...confined, launcher, allowUnconfined: false })],
  ['plain child', new ProcessSandbox({ ...confined, launcher: '', allowUnconfined: true })],
]);
const began = performance.now();
await docker.prepare();
console.log(`image ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);

const samples = new Map([...sandboxes.keys()].map((name) => [name, []]));
for (let run = -1; run < runs; run++) {
  for (const [name, sandbox] of sandboxes) {
    const start = performance.now();
    await runProgram(sandbox, {
      taskId: 'bench',
      program: 'trivial',
      job: null,
      inputs: new Map(),
      limits: { ...DEFAULT_RUN_LIMITS, memoryBytes: 512 << 20 },
      onEvent: () => undefined,
      openArtifact: () => new Writable(),
      signal: new AbortController().signal,
    });
    // The first round warms up.
    if (run >= 0) samples.get(name).push(performance.now() - start);
  }
}

const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))];
const spread = (values) => `median ${quantile(values, 0.5).toFixed(0)}  p95 ${quantile(values, 0.95).toFixed(0)}`;
const plain = samples.get('plain child');
console.log(`${runs} rounds, milliseconds; load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} processors`);
for (const [name, taken] of samples) {
  // Of the same round, so that what the machine did besides is in both.
  const added = taken.map((total, round) => total - plain[round]);
  console.log(`${name.padEnd(17)} ${spread(taken)}${taken === plain ? '' : `  adds ${spread(added)}`}`);
}
await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.close()));
rmSync(directory, { recursive: true });
