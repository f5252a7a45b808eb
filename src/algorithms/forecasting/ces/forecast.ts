import { type ComplexComponent } from '../component.js';
import { type BlockState, transitionOf } from './block.js';
import { blocksOf, type BlockShape } from './form.js';

interface Part extends BlockShape {
  readonly state: BlockState;
}

/** The blocks of a component with the states before the first step ahead. */
export function partsAhead({ form, end }: ComplexComponent): Part[] {
  const period = end[end.length - 1]!.values.length;
  return blocksOf(form, period).map((shape, b) => ({ ...shape, state: end[b]! }));
}

/** The value of one block at each step after the last observation: its states continued without errors. */
export function blockPath({ state, lag, ...shape }: Part, parameters: Float64Array, horizon: number): Float64Array {
  const { vp, pv, pp } = transitionOf(shape, parameters);
  const [values, potentials] = [state.values.slice(), state.potentials.slice()];
  return Float64Array.from({ length: horizon }, (_, h) => {
    const at = h % lag;
    const [v, p] = [values[at]!, potentials[at]!];
    values[at] = v + vp * p;
    potentials[at] = pv * v + pp * p;
    return v;
  });
}

/**
 * Mean path and standard deviation of the error: an error moves the forecast k steps later by the sum ψ_k of what the
 * blocks make of it, so that the variance h steps ahead is σ² (1 + Σ_{k<h} ψ_k²). Exact: the model is linear.
 */
export function complexForecast(
  component: ComplexComponent,
  horizon: number,
): { readonly mean: Float64Array; readonly deviation: Float64Array } {
  const mean = new Float64Array(horizon);
  const effect = new Float64Array(horizon);
  for (const part of partsAhead(component)) {
    blockPath(part, component.parameters, horizon).forEach((value, h) => (mean[h]! += value));
    const { gv, gp } = transitionOf(part, component.parameters);
    const shock = { values: Float64Array.of(gv), potentials: Float64Array.of(gp) };
    const turns = Math.ceil(horizon / part.lag);
    const moved = blockPath({ ...part, lag: 1, state: shock }, component.parameters, turns);
    // An error at step 0 comes back to its position one lag later.
    for (let turn = 0; (turn + 1) * part.lag < horizon; turn++) effect[(turn + 1) * part.lag]! += moved[turn]!;
  }
  let total = 1;
  const deviation = effect.map((psi) => Math.sqrt(component.variance * (total += psi * psi)));
  return { mean, deviation };
}
