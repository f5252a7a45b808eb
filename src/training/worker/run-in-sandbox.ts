import { Inject, Injectable } from '@nestjs/common';
import { ENV } from '../../config/config.module.js';
import type { Env } from '../../config/env.js';
import type { ArtifactName, ProgramEvent } from '../../contracts/messages.js';
import { DEFAULT_RUN_LIMITS } from '../../isolation/run-limits.js';
import { runProgram } from '../../isolation/run-program.js';
import { BLOBS, type BlobStore, type StoredBlob } from '../../storage/blob-store.js';
import { ArtifactSinks } from './artifact-sinks.js';
import { IsolationService } from './isolation.service.js';

export interface ProgramRun {
  readonly taskId: string;
  readonly program: 'trainer' | 'checker';
  readonly job: object;
  readonly inputs: ReadonlyMap<string, Pick<StoredBlob, 'key' | 'bytes' | 'sha256'>>;
  /** what of the artifacts stays when the program fails: a report tells the client why */
  readonly keepOnFailure: ReadonlySet<ArtifactName>;
  readonly signal: AbortSignal;
  readonly deadline: number;
  readonly onEvent: (event: ProgramEvent) => void;
}

export interface ProgramOutcome {
  /** of the program's own making: parse it */
  readonly result: unknown;
  readonly artifacts: ReadonlyMap<ArtifactName, StoredBlob>;
}

/** A failed run, with the artifacts that were worth keeping. */
export class ProgramRunFailed extends Error {
  override readonly name = 'ProgramRunFailed';
  constructor(
    override readonly cause: unknown,
    readonly kept: ReadonlyMap<ArtifactName, StoredBlob>,
  ) {
    super('the program in the sandbox failed');
  }
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

  async run(run: ProgramRun): Promise<ProgramOutcome> {
    const sinks = new ArtifactSinks(this.blobs);
    const { memoryBytes, cpus, timeLimitMs } = this.env.worker;
    try {
      const { result } = await runProgram(this.isolation.sandbox, {
        taskId: run.taskId,
        program: run.program,
        job: run.job,
        inputs: this.inputsOf(run),
        limits: {
          ...DEFAULT_RUN_LIMITS,
          memoryBytes,
          cpus,
          cpuSeconds: Math.ceil((timeLimitMs / 1000) * Math.max(1, cpus)),
          wallMs: Math.max(1, run.deadline - Date.now()),
        },
        onEvent: run.onEvent,
        openArtifact: (name) => sinks.open(name),
        signal: run.signal,
      });
      return { result, artifacts: await sinks.settle() };
    } catch (error) {
      throw new ProgramRunFailed(error, await sinks.discard(run.keepOnFailure));
    }
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
