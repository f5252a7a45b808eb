import { type ColumnKind } from '../../../contracts/recipe.js';

/** What is known of a column before the file is read whole. */
export interface Candidate {
  readonly name: string;
  readonly kind: ColumnKind;
  /** a year, a month, … of a time that was put together from several columns */
  readonly isTimePart: boolean;
  /** distinct values among those of the sample, and how many values there were */
  readonly distinct: number;
  readonly present: number;
  /** numbers that never fall */
  readonly isIncreasing: boolean;
}
