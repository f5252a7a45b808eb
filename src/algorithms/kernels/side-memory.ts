import { type Kernel } from './instance.js';
import { type RidgeSide } from './ridge-problem.js';

export type Real = Float32ArrayConstructor | Float64ArrayConstructor;

/** Addresses of a side's arrays. */
export interface SideMemory {
  readonly count: number;
  readonly starts: number;
  readonly others: number;
  readonly weights: number;
  readonly targets: number;
  readonly scales: number;
  /** count × k */
  readonly rows: number;
  readonly shifts: number;
  readonly explained: number;
}

/** Copies a side into the kernel's memory, its rows (k unknowns each) and shifts at zero. */
export function storeSide(kernel: Kernel<object>, real: Real, k: number, side: RidgeSide): SideMemory {
  const count = side.offsets.length - 1;
  const reals = (length: number) => kernel.take(length * real.BYTES_PER_ELEMENT);
  const put = (values: Float64Array) => {
    const address = reals(values.length);
    kernel.view<Float32Array | Float64Array>(real, address, values.length).set(values);
    return address;
  };
  const starts = kernel.take(side.offsets.byteLength);
  kernel.view(Uint32Array, starts, side.offsets.length).set(side.offsets);
  const others = kernel.take(side.others.byteLength);
  kernel.view(Int32Array, others, side.others.length).set(side.others);
  return {
    count,
    starts,
    others,
    weights: put(side.weights),
    targets: put(side.targets),
    scales: put(side.vectorRidge),
    rows: reals(count * k),
    shifts: reals(count),
    explained: kernel.take(count * Float64Array.BYTES_PER_ELEMENT),
  };
}
