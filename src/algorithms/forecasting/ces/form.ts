/** How the season enters complex exponential smoothing; simpler first: ties in a selection go to the earlier one. */
export const CES_FORMS = ['none', 'simple', 'partial', 'full'] as const;
export type CesForm = (typeof CES_FORMS)[number];

/** One part of the forecast: a value and its potential, at each of `lag` positions in turn. */
export interface BlockShape {
  readonly lag: number;
  /** index of its first smoothing parameter */
  readonly parameter: number;
  /** whether it has a potential (two parameters), or is a value alone (one) */
  readonly isComplex: boolean;
}

/**
 * none: a level; simple: a level for each position of the season; partial: a level and real indices; full: a level and
 * complex indices, which can grow with it (Svetunkov, Kourentzes & Ord 2022).
 */
export function blocksOf(form: CesForm, period: number): readonly BlockShape[] {
  const level = { lag: form === 'simple' ? period : 1, parameter: 0, isComplex: true };
  if (form === 'none' || form === 'simple') return [level];
  return [level, { lag: period, parameter: 2, isComplex: form === 'full' }];
}

export const parametersOf = (form: CesForm): number => (form === 'full' ? 4 : form === 'partial' ? 3 : 2);
