import { type RangeFunction, type takeChunks, type WORDS } from './job.js';

declare const WebAssembly: {
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, RangeFunction>> };
};

export interface HelperData {
  /** compiled, with shared memory imported */
  readonly modules: readonly object[];
  readonly memory: object;
  readonly words: Int32Array;
  readonly at: typeof WORDS;
  /** of the functions, by the index that a job names them with */
  readonly names: readonly string[];
  /** address of this thread's scratch memory is that of the job's plus `thread` times the job's size of it */
  readonly thread: number;
}

/**
 * The life of a helper: waits for a job, goes in while it is open, takes chunks of it, comes out, until the crew ends. It runs
 * in a thread of its own as text, so that everything it needs comes as an argument.
 */
export function help(take: typeof takeChunks, { modules, memory, words, at, names, thread }: HelperData): void {
  const imports = { env: { memory } };
  const instances = modules.map((module) => new WebAssembly.Instance(module, imports).exports);
  const functions = names.map((name) => instances.find((exports) => name in exports)![name]!);
  /** Counts itself in, unless the gate is closed. */
  const enter = () => {
    let inside = Atomics.load(words, at.GATE);
    while (inside >= 0) {
      const found = Atomics.compareExchange(words, at.GATE, inside, inside + 1);
      if (found === inside) return true;
      inside = found;
    }
    return false;
  };
  for (let job = 0; ;) {
    Atomics.wait(words, at.JOB, job);
    job = Atomics.load(words, at.JOB);
    if (job < 0) return;
    if (!enter()) continue;
    try {
      const last = at.ARGUMENTS + words[at.ARGUMENT_COUNT]!;
      take(words, at, functions[words[at.NAME]!]!, words[last]! + thread * words[last + 1]!);
    } catch {
      Atomics.add(words, at.BROKEN, 1);
    }
    Atomics.sub(words, at.GATE, 1);
    Atomics.notify(words, at.GATE);
  }
}
