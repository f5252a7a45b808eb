import { type Adjustment, type Component, NO_DRIFT, type SmoothingComponent } from '../component.js';
import { type EtsFit, fitEts } from '../ets/fit.js';
import { ETS_SPECIFICATIONS, type EtsSpecification, usesPositivity } from '../ets/specification.js';
import { seasonallyAdjusted } from '../seasonality/adjustment.js';
import { seasonalNaive } from './naive.js';

/** Above this a seasonal state has more parameters than its likelihood can settle (as in R's ets). */
const LONGEST_SEASONAL_STATE = 24;

/** Simple, linear or damped exponential smoothing with additive errors, of the seasonally adjusted series. */
export function adjustedSmoothing(series: Float64Array, period: number, trend: EtsSpecification['trend']): Component {
  const { y, adjustment } = seasonallyAdjusted(series, period);
  const fit = fitEts(y, { error: 'A', trend, season: 'N' }, 1);
  return Number.isFinite(fit.aicc) ? componentOf(fit, adjustment) : seasonalNaive(series, period);
}

/**
 * Fits every specification that `allow` admits, as candidates for a choice by AICc: multiplicative ones need a
 * positive series, seasonal ones a period of 2 to 24 and more than two full periods. A season that is longer is taken
 * out beforehand where the test finds one.
 */
export class EtsCandidates {
  private readonly fits: readonly EtsFit[];
  private readonly adjustment: Adjustment | null;

  constructor(
    private readonly series: Float64Array,
    private readonly period: number,
    allow: (specification: EtsSpecification) => boolean,
  ) {
    const hasState = period > 1 && period <= LONGEST_SEASONAL_STATE && series.length > 2 * period;
    const adjusted = hasState ? { y: series, adjustment: null } : seasonallyAdjusted(series, period);
    const isPositive = adjusted.y.every((value) => value > 0);
    this.adjustment = adjusted.adjustment;
    this.fits = ETS_SPECIFICATIONS.filter(
      (specification) =>
        allow(specification) &&
        (isPositive || !usesPositivity(specification)) &&
        (hasState || specification.season === 'N'),
    ).map((specification) => fitEts(adjusted.y, specification, specification.season === 'N' ? 1 : period));
  }

  has(allow: (specification: EtsSpecification) => boolean): boolean {
    return this.fits.some((fit) => allow(fit.specification) && Number.isFinite(fit.aicc));
  }

  /**
   * The least AICc among the candidates that `allow` admits, the simpler one of equals; the last season repeated if
   * none fits.
   */
  best(allow: (specification: EtsSpecification) => boolean = () => true): Component {
    let best: EtsFit | null = null;
    for (const fit of this.fits) if (allow(fit.specification) && fit.aicc < (best?.aicc ?? Infinity)) best = fit;
    return best ? componentOf(best, this.adjustment) : seasonalNaive(this.series, this.period);
  }
}

export function componentOf(
  { specification, smoothing, start, end, variance }: EtsFit,
  adjustment: Adjustment | null,
): SmoothingComponent {
  return { kind: 'smoothing', specification, smoothing, start, end, variance, drift: NO_DRIFT, adjustment };
}
