/** One line of the answer, in the order in which it was found out. */
export interface Finding {
  readonly what: string;
  readonly verdict: 'PASS' | 'FAIL' | 'INDETERMINATE' | 'TAMPERED';
  readonly detail: string;
}

export const EXIT = { certified: 0, failed: 1, tampered: 2, indeterminate: 3, usage: 64 } as const;

/** The worst of the findings decides. */
export function exitCodeOf(findings: readonly Finding[]): number {
  const has = (verdict: Finding['verdict']) => findings.some((finding) => finding.verdict === verdict);
  if (has('TAMPERED')) return EXIT.tampered;
  if (has('FAIL')) return EXIT.failed;
  return has('INDETERMINATE') || findings.length === 0 ? EXIT.indeterminate : EXIT.certified;
}
