import { pow } from '../../math/index.js';
import { type Component } from '../component.js';
import { fitEts } from '../ets/fit.js';
import { line } from '../ets/start.js';
import { seasonallyAdjusted } from '../seasonality/adjustment.js';
import { seasonalNaive } from './naive.js';
import { componentOf } from './smoothing.js';

/**
 * The Theta method (Assimakopoulos & Nikolopoulos 2000) in the form of Hyndman & Billah (2003): simple exponential
 * smoothing of the seasonally adjusted series, plus a drift of (1 − 1/θ) times the slope b of its least-squares line,
 *
 *     ŷ_{n+h} = l_n + (1 − 1/θ) b (h − 1 + (1 − (1 − α)ⁿ)/α)
 *
 * which averages the θ-line and the linear trend with weights 1/θ and 1 − 1/θ.
 */
export function thetaMethod(series: Float64Array, period: number, theta: number): Component {
  const { y, adjustment } = seasonallyAdjusted(series, period);
  const fit = fitEts(y, { error: 'A', trend: 'N', season: 'N' }, 1);
  if (!Number.isFinite(fit.aicc)) return seasonalNaive(series, period);
  const [, slope] = line(y);
  const step = (1 - 1 / theta) * slope;
  const { alpha } = fit.smoothing;
  return { ...componentOf(fit, adjustment), drift: { step, offset: (step * (1 - pow(1 - alpha, y.length))) / alpha } };
}
