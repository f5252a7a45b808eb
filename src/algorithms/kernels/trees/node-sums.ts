/** Sums over a node's rows as quantized integers, with the factors that make them real numbers. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly gradientUnit: number;
  readonly hessianUnit: number;
}
