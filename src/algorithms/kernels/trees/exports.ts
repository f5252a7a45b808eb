import { WASM as LOGISTIC } from '../generated/logistic-loss.js';
import { WASM as DERIVATIVES } from '../generated/tree-derivatives.js';
import { WASM as HISTOGRAMS } from '../generated/tree-histograms.js';
import { WASM as SPLITS } from '../generated/tree-splits.js';
import { KernelInstance } from '../instance.js';

type Address = number;

export interface TreeExports {
  readonly logisticLoss: (
    scores: Address,
    labels: Address,
    count: number,
    gradient: Address,
    hessian: Address,
    products: Address,
  ) => number;
  readonly largest: (values: Address, count: number) => number;
  readonly pack: (
    gradient: Address,
    hessian: Address,
    count: number,
    gradientScale: number,
    hessianScale: number,
    pairs: Address,
    sums: Address,
  ) => void;
  readonly spread: (bins: Address, count: number, factor: number, cells: Address) => void;
  readonly fold: (joint: Address, outer: number, bins: number, inner: number, out: Address) => void;
  readonly gather: (
    rows: Address,
    count: number,
    cells: Address,
    pairs: Address,
    cellsOut: Address,
    pairsOut: Address,
  ) => void;
  readonly addFourCells: (cells: Address, count: number, pairs: Address, sums: Address) => void;
  readonly subtract: (parent: Address, child: Address, count: number) => void;
  readonly partition: (rows: Address, count: number, bins: Address, goesLeft: Address, spare: Address) => number;
  readonly restoreOrder: (rows: Address, count: number) => void;
  readonly addLeaf: (scores: Address, rows: Address, count: number, value: number) => void;
  readonly scanNumber: (
    histogram: Address,
    bins: number,
    gradient: number,
    hessian: number,
    gradientUnit: number,
    hessianUnit: number,
    l2: number,
    least: number,
    best: number,
    out: Address,
  ) => number;
}

export type TreeKernel = KernelInstance<TreeExports>;

/** One memory for a loss and the trees that lower it. */
export const treeKernel = (): TreeKernel => new KernelInstance<TreeExports>(LOGISTIC, DERIVATIVES, HISTOGRAMS, SPLITS);
