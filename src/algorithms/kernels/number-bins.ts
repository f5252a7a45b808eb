import { WASM } from './generated/bins.js';
import { KernelInstance } from './instance.js';

interface Exports {
  readonly sort: (values: number, count: number, spare: number, counts: number) => void;
  readonly findBins: (values: number, count: number, edges: number, bins: number) => void;
}

/** numbers at a time */
export const MOST_NUMBERS = 65_536;
const MOST_EDGES = 255;
const SORT_COUNTS_BYTES = 6 * 2048 * 4;

/** Sorts samples of numbers and finds the bins of any amount of them. */
export class NumberBins {
  private readonly kernel = new KernelInstance<Exports>(WASM);
  private readonly values = this.kernel.take(8 * MOST_NUMBERS);
  private readonly spare = this.kernel.take(8 * MOST_NUMBERS);
  private readonly counts = this.kernel.take(SORT_COUNTS_BYTES);
  private readonly edges = this.kernel.take(8 * MOST_EDGES);

  /** Sorts up to MOST_NUMBERS finite numbers in place, ascending, −0 before 0. */
  sort(sample: Float64Array): void {
    const own = this.kernel.view(Float64Array, this.values, sample.length);
    own.set(sample);
    this.kernel.run.sort(this.values, sample.length, this.spare, this.counts);
    sample.set(own);
  }

  /** The number of edges below each value; at most 255 edges, ascending. */
  binsOf(values: Float64Array, edges: Float64Array): Uint8Array {
    const { kernel } = this;
    const padded = kernel.view(Float64Array, this.edges, MOST_EDGES);
    padded.fill(Infinity);
    padded.set(edges);
    const bins = new Uint8Array(values.length);
    for (let from = 0; from < values.length; from += MOST_NUMBERS) {
      const part = values.subarray(from, from + MOST_NUMBERS);
      kernel.view(Float64Array, this.values, part.length).set(part);
      kernel.run.findBins(this.values, part.length, this.edges, this.spare);
      bins.set(kernel.view(Uint8Array, this.spare, part.length), from);
    }
    return bins;
  }
}
