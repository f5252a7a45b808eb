export interface SplitRules {
  readonly l2: number;
  /** smallest Hessian sum of a child */
  readonly minChildWeight: number;
  /** a split must gain more than this */
  readonly minGain: number;
}

export interface Split {
  /** ½[G_L²/(H_L+λ) + G_R²/(H_R+λ) − G²/(H+λ)] */
  readonly gain: number;
  readonly feature: number;
  /** number: bins ≤ bin go left */
  readonly bin: number;
  /** category: SET_WORDS words of the bins that go left; null for a number */
  readonly leftBins: Uint32Array | null;
  /** quantized sums of the left child */
  readonly gradient: number;
  readonly hessian: number;
}

/** G²/(H + λ): twice what a leaf of these sums lowers the objective. */
export const leafScore = (gradient: number, hessian: number, l2: number): number =>
  (gradient * gradient) / (hessian + l2);
