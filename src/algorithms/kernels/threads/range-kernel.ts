import { type Kernel, KernelInstance, SharedKernel } from '../instance.js';
import { Crew, type Job } from './crew.js';
import { type RangeFunction } from './job.js';
import { type Threads } from './threads.js';

/** A module as scripts/kernels.mjs compiles it: for a memory of one thread, and for a shared one. */
export interface ThreadedModule {
  readonly WASM: string;
  readonly SHARED_WASM: string;
}

export interface RangeKernelOptions<Exports> {
  readonly modules: readonly ThreadedModule[];
  /** exports of the modules that are range functions (job.ts) and run on all threads */
  readonly names: readonly (keyof Exports & string)[];
  /** absent: the caller's thread alone; of a job that is too small to share */
  readonly threads: Threads | undefined;
}

/**
 * A kernel whose range functions run on as many threads as there are, to the same bits: `kernel.take` its memory, with the
 * scratch of `threads` threads in one piece, `run` its functions, `end` it.
 */
export class RangeKernel<Exports extends object> {
  readonly kernel: Kernel<Exports>;
  readonly threads: number;
  private readonly crew: Crew | null;

  constructor({ modules, names, threads }: RangeKernelOptions<Exports>) {
    this.threads = threads?.count ?? 1;
    if (threads === undefined || threads.count === 1) {
      this.kernel = new KernelInstance(...modules.map(({ WASM }) => WASM));
      this.crew = null;
    } else {
      const kernel = new SharedKernel<Exports>(...modules.map(({ SHARED_WASM }) => SHARED_WASM));
      this.kernel = kernel;
      this.crew = new Crew(threads, kernel, names);
    }
  }

  /** As Crew.run. */
  run(name: keyof Exports & string, job: Job): number {
    const run = this.kernel.run[name] as RangeFunction;
    return this.crew ? this.crew.run(name, run, job) : run(0, job.rows, ...job.addresses, job.scratch.address);
  }

  end(): void {
    this.crew?.end();
  }
}
