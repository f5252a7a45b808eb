import { DataError } from '../../contract.js';
import { type ComplexComponent } from '../component.js';
import { type ComponentRow, type StoredRow } from '../component-row.js';
import { type BlockState } from './block.js';
import { blocksOf, CES_FORMS, parametersOf } from './form.js';

/** Stands where smoothing has the code of its error. */
export const COMPLEX = 2;

/** A block of lag 1 stands where smoothing has level and slope, one of lag P where it has its season. */
export function complexRow({ form, parameters, start, end, variance }: ComplexComponent): ComponentRow {
  const states = (blocks: readonly BlockState[]) => {
    const [level, season] = blocks[0]!.values.length === 1 ? blocks : [undefined, blocks[0]!];
    return [level?.values[0] ?? 0, level?.potentials[0] ?? 0, ...(season?.values ?? [])];
  };
  const last = (blocks: readonly BlockState[]) => blocks[blocks.length - 1]!;
  const isSeasonal = form !== 'none';
  return {
    form: [COMPLEX, 0, CES_FORMS.indexOf(form), 0],
    smoothing: parameters,
    start: states(start),
    end: states(end),
    variance,
    drift: [],
    indices: [],
    potentials: isSeasonal ? [...last(start).potentials, ...last(end).potentials] : [],
  };
}

export function complexFromRow({ form: codes, smoothing, variance, potentials, ...row }: StoredRow): ComplexComponent {
  const form = CES_FORMS[codes[2]!];
  const period = row.start.length - 2;
  if (!form || potentials.length !== 2 * period)
    throw new DataError('bad_model', 'A complex component has an unknown form or no potentials.');
  const blocks = (values: Float64Array, from: number): BlockState[] =>
    blocksOf(form, period).map(({ parameter }) =>
      parameter === 0 && form !== 'simple'
        ? { values: values.slice(0, 1), potentials: values.slice(1, 2) }
        : { values: values.slice(2), potentials: potentials.slice(from, from + period) },
    );
  return {
    kind: 'complex',
    form,
    parameters: smoothing.slice(0, parametersOf(form)),
    start: blocks(row.start, 0),
    end: blocks(row.end, period),
    variance,
  };
}
