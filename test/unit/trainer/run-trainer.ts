import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { encodeFrame, encodeMessage, FRAME_CHUNK, FrameDecoder } from '../../../src/contracts/frames.js';
import { TABLE_LIMITS, type TrainerJob } from '../../../src/contracts/job.js';
import { ProgramMessage, type ProgramEvent } from '../../../src/contracts/messages.js';

const MAIN = fileURLToPath(new URL('../../../src/trainer/main.ts', import.meta.url));
const CHUNK = 64 << 10;

export interface TrainerRun {
  readonly code: number | null;
  readonly stderr: string;
  readonly events: readonly ProgramEvent[];
  readonly artifacts: ReadonlyMap<string, Buffer>;
  readonly result: unknown;
  readonly failure: { code: string; message: string; hint?: string | undefined } | null;
}

/** The trainer as the sandbox runs it: one bundled file, a process of its own, fed over stdin. */
export class TrainerProgram {
  private readonly directory = mkdtempSync(join(tmpdir(), 'trainer-'));
  private readonly bundle = join(this.directory, 'trainer.mjs');

  async build(): Promise<void> {
    const js = "import { createRequire as $c } from 'node:module'; const require = $c(import.meta.url);";
    await build({
      entryPoints: [MAIN],
      outfile: this.bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      banner: { js },
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  /** `cut`: the process that feeds it dies after so many bytes of the input. */
  run(job: TrainerJob, inputs: Record<string, Uint8Array>, cut = Infinity): Promise<TrainerRun> {
    const child = spawn(process.execPath, [this.bundle], { env: {} });
    return new Conversation(child, inputs, cut).hold(job);
  }
}

class Conversation {
  private readonly events: ProgramEvent[] = [];
  private readonly artifacts = new Map<string, Buffer[]>();
  private current: Buffer[] = [];
  private result: unknown = null;
  private failure: TrainerRun['failure'] = null;
  private stderr = '';

  constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly inputs: Record<string, Uint8Array>,
    private readonly cut: number,
  ) {}

  async hold(job: TrainerJob): Promise<TrainerRun> {
    const { child } = this;
    const code = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stderr.on('data', (bytes: Buffer) => (this.stderr += bytes.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.write(encodeMessage({ type: 'job', job }));
    const decoder = new FrameDecoder();
    for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
      for (const { type, payload } of decoder.push(bytes)) {
        if (type === FRAME_CHUNK) this.current.push(Buffer.from(payload));
        else this.handle(ProgramMessage.parse(JSON.parse(new TextDecoder().decode(payload))));
      }
    }
    decoder.end();
    const artifacts = new Map([...this.artifacts].map(([name, parts]) => [name, Buffer.concat(parts)]));
    const { events, stderr, result, failure } = this;
    return { code: await code, stderr, events, artifacts, result, failure };
  }

  private handle(message: ProgramMessage): void {
    switch (message.type) {
      case 'open':
        return this.send(message.name, this.inputs[message.name]!);
      case 'event':
        return void this.events.push(message);
      case 'artifact':
        if (!this.artifacts.has(message.name)) this.artifacts.set(message.name, []);
        this.current = this.artifacts.get(message.name)!;
        return;
      case 'artifact_end':
        if (sha256(Buffer.concat(this.artifacts.get(message.name)!)) !== message.sha256)
          throw new Error(`artifact ${message.name} does not match its digest`);
        return;
      case 'result':
        this.result = message.result;
        return;
      case 'failure':
        this.failure = message;
    }
  }

  private send(name: string, bytes: Uint8Array): void {
    const { stdin } = this.child;
    stdin.write(encodeMessage({ type: 'input', name, length: bytes.length, sha256: sha256(bytes) }));
    const end = Math.min(bytes.length, this.cut);
    for (let from = 0; from < end; from += CHUNK)
      stdin.write(encodeFrame(FRAME_CHUNK, bytes.subarray(from, Math.min(end, from + CHUNK))));
    if (end < bytes.length) stdin.end();
  }
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type TrainJob = Extract<TrainerJob, { command: 'train' }>;

export function trainJob(csv: Uint8Array, overrides: Partial<TrainJob> = {}): TrainJob {
  return {
    command: 'train',
    model_type: 'recommendation',
    algorithm: 'als',
    hyperparameters: {},
    metric: null,
    seed: null,
    columns: [],
    target: null,
    filename: 'data.csv',
    options: { column_types: [], keep_columns: [], disabled_repairs: [] },
    limits: TABLE_LIMITS,
    resources: { memory_bytes: 1 << 30, threads: 1 },
    dataset_sha256: sha256(csv),
    code_version: 'test',
    ...overrides,
  };
}
