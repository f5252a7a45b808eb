import { type ColumnKind } from '../../../contracts/recipe.js';

/** What is known of a column before the file is read whole. */
export interface Candidate {
  readonly name: string;
  readonly kind: ColumnKind;
  /** distinct values among those of the sample, and how many values there were */
  readonly distinct: number;
  readonly present: number;
  /** numbers that never fall */
  readonly isIncreasing: boolean;
}
