import { DataError } from '../../contract.js';
import { type SmoothingComponent } from '../component.js';
import { type ComponentRow, type StoredRow } from '../component-row.js';

const ERRORS = ['A', 'M'] as const;
const TRENDS = ['N', 'A', 'Ad'] as const;
const SEASONS = ['N', 'A', 'M'] as const;
const ADJUSTMENTS = [null, 'additive', 'multiplicative'] as const;

export function smoothingRow(component: SmoothingComponent): ComponentRow {
  const { specification, smoothing, start, end, variance, drift, adjustment } = component;
  return {
    form: [
      ERRORS.indexOf(specification.error),
      TRENDS.indexOf(specification.trend),
      SEASONS.indexOf(specification.season),
      ADJUSTMENTS.indexOf(adjustment?.form ?? null),
    ],
    smoothing: [smoothing.alpha, smoothing.beta, smoothing.gamma, smoothing.phi],
    start: [start.level, start.slope, ...start.season],
    end: [end.level, end.slope, ...end.season],
    variance,
    drift: [drift.offset, drift.step],
    indices: adjustment?.indices ?? [],
    potentials: [],
  };
}

export function smoothingFromRow({ form, variance, indices, ...row }: StoredRow): SmoothingComponent {
  const season = codeOf(SEASONS, form[2]!);
  const adjustment = codeOf(ADJUSTMENTS, form[3]!);
  const state = (values: Float64Array) => ({
    level: values[0]!,
    slope: values[1]!,
    season: values.slice(2, season === 'N' ? 3 : undefined),
  });
  const [alpha, beta, gamma, phi] = row.smoothing;
  const [offset, step] = row.drift;
  return {
    kind: 'smoothing',
    specification: { error: codeOf(ERRORS, form[0]!), trend: codeOf(TRENDS, form[1]!), season },
    smoothing: { alpha: alpha!, beta: beta!, gamma: gamma!, phi: phi! },
    start: state(row.start),
    end: state(row.end),
    variance,
    drift: { offset: offset!, step: step! },
    adjustment: adjustment && { form: adjustment, indices },
  };
}

function codeOf<T>(codes: readonly T[], code: number): T {
  const value = codes[code];
  if (value === undefined) throw new DataError('bad_model', `Code ${code} in component.form is unknown.`);
  return value;
}
