/**
 * Error, trend and season of an exponential smoothing model in the taxonomy of Hyndman, Koehler, Ord & Snyder (2008).
 */
export interface EtsSpecification {
  readonly error: 'A' | 'M';
  readonly trend: 'N' | 'A' | 'Ad';
  readonly season: 'N' | 'A' | 'M';
}

/**
 * The fifteen models with a finite forecast variance and stable estimates: no multiplicative trend, and no additive
 * error with a multiplicative season (Hyndman & Khandakar 2008). Simpler first: ties in a selection go to the earlier
 * one.
 */
export const ETS_SPECIFICATIONS: readonly EtsSpecification[] = (['N', 'A', 'M'] as const).flatMap((season) =>
  (['N', 'A', 'Ad'] as const).flatMap((trend) =>
    (['A', 'M'] as const)
      .filter((error) => !(error === 'A' && season === 'M'))
      .map((error) => ({ error, trend, season })),
  ),
);

/** as `AAN`, `MAdM` */
export const nameOf = ({ error, trend, season }: EtsSpecification): string => error + trend + season;

export const usesPositivity = ({ error, season }: EtsSpecification): boolean => error === 'M' || season === 'M';
