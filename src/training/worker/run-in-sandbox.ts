import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import type { ProgramEvent } from '../../contracts/messages.js';
import { DEFAULT_RUN_LIMITS, outputLimits } from '../../isolation/run-limits.js';
import { BLOBS, type BlobStore, type StoredBlob } from '../../storage/blob-store.js';
import type { Attempt } from './attempt.js';
import { IsolationService } from './isolation.service.js';
import { runWatched } from './run-watched.js';

export interface ProgramRun {
  readonly attempt: Attempt;
  readonly program: 'trainer' | 'checker';
  readonly job: object;
  readonly inputs: ReadonlyMap<string, Pick<StoredBlob, 'key' | 'bytes' | 'sha256'>>;
  readonly onEvent: (event: ProgramEvent) => void;
}

/** Memory that a program is told to plan with: the rest is for its runtime. */
const PLANNABLE = 0.75;

/** Blobs in, one program in a fresh sandbox, blobs out. */
@Injectable()
export class RunInSandbox {
  constructor(
    @Inject(ENV) private readonly env: Env,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    private readonly isolation: IsolationService,
  ) {}

  /** What a job may plan with. */
  get resources(): { memory_bytes: number; threads: number } {
    const { memoryBytes, cpus } = this.env.worker;
    return { memory_bytes: Math.floor(memoryBytes * PLANNABLE), threads: Math.max(1, Math.floor(cpus)) };
  }

  /** The program's result, as it came from inside the sandbox: parse it. Its artifacts are the attempt's. */
  async run(run: ProgramRun): Promise<unknown> {
    const { task, artifacts, signal, deadline } = run.attempt;
    const { memoryBytes, cpus, timeLimitMs } = this.env.worker;
    const { result } = await runWatched(this.isolation.sandbox, {
      taskId: task.id,
      program: run.program,
      job: run.job,
      inputs: this.inputsOf(run),
      limits: {
        ...DEFAULT_RUN_LIMITS,
        ...outputLimits(memoryBytes),
        memoryBytes,
        cpus,
        cpuSeconds: Math.ceil((timeLimitMs / 1000) * Math.max(1, cpus)),
        wallMs: Math.max(1, deadline - Date.now()),
      },
      onEvent: run.onEvent,
      openArtifact: (name) => artifacts.open(name),
      signal,
    });
    return result;
  }

  private inputsOf({ inputs }: ProgramRun) {
    return new Map(
      [...inputs].map(([name, { key, bytes, sha256 }]) => [
        name,
        { length: bytes, sha256, open: () => this.blobs.open(key) as AsyncIterable<Uint8Array> },
      ]),
    );
  }
}
