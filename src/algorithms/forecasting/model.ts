import { type Calibration } from './calibration.js';
import { type SeriesModel } from './component.js';

export interface ForecastModel {
  /** observations per season; 1 is none */
  readonly period: number;
  readonly series: readonly SeriesModel[];
  readonly calibration: Calibration;
}
