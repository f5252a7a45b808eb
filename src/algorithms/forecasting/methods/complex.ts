import { CES_FORMS, type CesForm } from '../ces/form.js';
import { fitCes } from '../ces/fit.js';
import { type Component } from '../component.js';
import { seasonalNaive } from './naive.js';

/**
 * Complex exponential smoothing in the admitted form of least AICc, the simpler one of equals. Seasonal forms take more
 * than two full periods; where none is left it has no season, and where the series is too short for that the last
 * season is repeated.
 */
export function complexSmoothing(series: Float64Array, period: number, allow: (form: CesForm) => boolean): Component {
  const hasSeason = period > 1 && series.length > 2 * period;
  const forms = CES_FORMS.filter((form) => allow(form) && (hasSeason || form === 'none'));
  const fits = (forms.length > 0 ? forms : (['none'] as const)).map((form) => fitCes(series, form, period));
  const { form, parameters, start, end, variance, aicc } = fits.reduce((best, fit) =>
    fit.aicc < best.aicc ? fit : best,
  );
  return Number.isFinite(aicc)
    ? { kind: 'complex', form, parameters, start, end, variance }
    : seasonalNaive(series, period);
}
