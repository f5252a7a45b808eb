import { meanEvaluation } from '../metrics/index.js';
import { calibratedLosses, type Calibration, fitCalibration, type LabelledProbabilities } from './calibration.js';
import { joinCells } from './subset.js';

/**
 * A calibration learned on predictions of left-out rows, where it helps: learned on the odd rows and tried on the even
 * ones and the other way around, it must lower the log loss by more than one standard error of the row-wise difference.
 */
export function helpfulCalibration(leftOut: LabelledProbabilities, classes: number): Calibration | null {
  if (leftOut.labels.length < 2) return null;
  const none: Calibration = { slope: 1, bias: new Float64Array(classes) };
  const halves = [0, 1].map((side) => everySecond(leftOut, classes, side));
  const gains = halves.map((half, side) => {
    const learned = fitCalibration(halves[1 - side]!, classes);
    const after = calibratedLosses(learned, half);
    return calibratedLosses(none, half).map((before, i) => before - after[i]!);
  });
  const gain = meanEvaluation(joinCells(gains, new Float64Array(0)));
  const isHelpful = gain !== null && gain.standardError !== null && gain.value > gain.standardError;
  return isHelpful ? fitCalibration(leftOut, classes) : null;
}

function everySecond(
  { labels, probabilities }: LabelledProbabilities,
  classes: number,
  side: number,
): LabelledProbabilities {
  return {
    labels: labels.filter((_, i) => i % 2 === side),
    probabilities: probabilities.filter((_, i) => Math.floor(i / classes) % 2 === side),
  };
}
