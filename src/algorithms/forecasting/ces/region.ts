import { type Box } from '../optimization/box-minimizer.js';
import { blocksOf, type CesForm, parametersOf } from './form.js';

const MARGIN = 0.001;
const WIDEST = 0.6;

/**
 * Where the search looks: 1 < a₀ < 2 and 0 < a₁ − a₀/2 < 0.6 for each complex parameter, a parallelogram inside of the
 * region where the weights of old observations decline (Svetunkov, Kourentzes & Ord 2022: outside of the circles of radius
 * √1.25 about (2.5, 0) and ½ about (½, 1), inside of that of √1.5 about (1.5, ½), in (a₀, a₁)); 0 < b₀ < 1 for a real one.
 * As a box: a₁ − a₀/2 stands in place of a₁.
 */
export function searchBox(form: CesForm): Box {
  const lower = new Float64Array(parametersOf(form)).fill(MARGIN);
  const upper = new Float64Array(lower.length).fill(1 - MARGIN);
  for (const at of realParts(form)) {
    lower[at]! += 1;
    upper[at]! += 1;
    upper[at + 1] = WIDEST;
  }
  return { lower, upper };
}

export function toBox(form: CesForm, parameters: Float64Array): Float64Array {
  const x = parameters.slice();
  for (const at of realParts(form)) x[at + 1]! -= x[at]! / 2;
  return x;
}

export function fromBox(form: CesForm, x: Float64Array): Float64Array {
  const parameters = x.slice();
  for (const at of realParts(form)) parameters[at + 1]! += parameters[at]! / 2;
  return parameters;
}

/** Chain rule, in place: from the gradient by the parameters to that by the box's coordinates. */
export function gradientInBox(form: CesForm, gradient: Float64Array): void {
  for (const at of realParts(form)) gradient[at]! += gradient[at + 1]! / 2;
}

/** Indices of a₀ and of a full season's b₀. */
const realParts = (form: CesForm): number[] =>
  blocksOf(form, 1)
    .filter(({ isComplex }) => isComplex)
    .map(({ parameter }) => parameter);
