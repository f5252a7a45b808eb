const MOST_CODES = 256;

/** Features that share one byte: the code of a row is Σ bin_f · inner_f. */
export interface Bundle {
  readonly members: readonly {
    readonly feature: number;
    /** codes for each of its bins */
    readonly inner: number;
  }[];
  /** product of the members' numbers of bins, at most 256 */
  readonly codes: number;
}

/**
 * Puts each feature into the first bundle that has room for its bins. The histogram of a bundle is one addition per row instead
 * of one for each member, and the members' histograms are exact sums of it.
 */
export function bundle(binCounts: Int32Array): Bundle[] {
  const bundles: { members: { feature: number; inner: number }[]; codes: number }[] = [];
  binCounts.forEach((bins, feature) => {
    const roomy = bundles.find(({ codes }) => codes * bins <= MOST_CODES);
    if (!roomy) {
      bundles.push({ members: [{ feature, inner: 1 }], codes: bins });
      return;
    }
    roomy.members.push({ feature, inner: roomy.codes });
    roomy.codes *= bins;
  });
  return bundles;
}
