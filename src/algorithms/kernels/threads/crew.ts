import { type SharedKernel } from '../instance.js';
import { help, type HelperData } from './helper.js';
import { CLOSED, MAX_ARGUMENTS, type RangeFunction, takeChunks, WORDS } from './job.js';
import { type Threads } from './threads.js';

/**
 * The calling thread and its helpers, who work on one kernel's memory until `end`. The caller takes part in every job and
 * waits for nobody who has not begun, so that a helper that starts late, or never, delays nothing.
 */
export class Crew {
  private readonly words = new Int32Array(
    new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (WORDS.ARGUMENTS + MAX_ARGUMENTS + 2)),
  );
  private jobs = 0;

  /** `names`: of the kernel's range functions that jobs will run. */
  constructor(
    threads: Threads,
    kernel: SharedKernel<object>,
    private readonly names: readonly string[],
  ) {
    this.words[WORDS.GATE] = -CLOSED;
    const { modules, memory } = kernel;
    const { words } = this;
    for (let thread = 1; thread < threads.count; thread++) {
      const data: HelperData = { modules, memory, words, at: WORDS, names, thread };
      threads.start(`(data) => (${help.toString()})(${takeChunks.toString()}, data)`, data);
    }
  }

  /**
   * Runs `run`, the function of the name, over `rows` rows, and returns the least row that it stopped at (`rows`: none). The
   * scratch memory of the i-th thread begins at scratch.address + i · scratch.bytes.
   */
  run(name: string, run: RangeFunction, { rows, chunk, addresses, scratch }: Job): number {
    const { words } = this;
    words.set(addresses, WORDS.ARGUMENTS);
    words.set([scratch.address, scratch.bytes], WORDS.ARGUMENTS + addresses.length);
    words[WORDS.ARGUMENT_COUNT] = addresses.length;
    words[WORDS.NAME] = this.names.indexOf(name);
    words[WORDS.ROWS] = rows;
    words[WORDS.CHUNK] = chunk;
    words[WORDS.NEXT] = 0;
    words[WORDS.STOPPED] = rows;
    words[WORDS.BROKEN] = 0;
    // Whoever is let in has seen all of the above, and everything that this thread wrote to the kernel's memory.
    Atomics.store(words, WORDS.GATE, 0);
    Atomics.store(words, WORDS.JOB, ++this.jobs);
    Atomics.notify(words, WORDS.JOB);
    try {
      takeChunks(words, WORDS, run, scratch.address);
    } finally {
      this.close();
    }
    if (words[WORDS.BROKEN] !== 0) throw new Error(`a helper thread broke down in ${name}`);
    return words[WORDS.STOPPED]!;
  }

  /** Lets the helpers go; without it they wait forever. */
  end(): void {
    Atomics.store(this.words, WORDS.JOB, -1);
    Atomics.notify(this.words, WORDS.JOB);
  }

  /** Nobody begins any more; waits until everybody has come out. */
  private close(): void {
    const { words } = this;
    let gate = Atomics.sub(words, WORDS.GATE, CLOSED) - CLOSED;
    while (gate !== -CLOSED) {
      Atomics.wait(words, WORDS.GATE, gate);
      gate = Atomics.load(words, WORDS.GATE);
    }
  }
}

export interface Job {
  readonly rows: number;
  /** rows that a thread takes at a time; what it is does not change any result */
  readonly chunk: number;
  /** arguments between the range and the scratch memory: integers */
  readonly addresses: readonly number[];
  readonly scratch: { readonly address: number; readonly bytes: number };
}
