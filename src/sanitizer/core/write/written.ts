import { type IssueCode, type QualityReport } from '../../../contracts/report.js';
import { type Table } from '../../../contracts/table.js';
import { type Histogram } from './distributions.js';

export interface Written {
  readonly table: Table;
  readonly kept: number;
  readonly quarantined: number;
  readonly removed: number;
  readonly repaired: number;
  readonly records: number;
  /** by column: values before fills; null for columns without bins */
  readonly histograms: readonly (Histogram | null)[];
  readonly changed: readonly number[];
  readonly setAside: QualityReport['set_aside'];
  readonly changes: QualityReport['changes'];
}

export interface WriteOptions {
  readonly removeDuplicates: boolean;
  /** false: nothing is held in memory but counts, and the returned table is empty */
  readonly materialize: boolean;
  /** cells that these would rewrite are written as they stand */
  readonly unwanted: ReadonlySet<IssueCode>;
}
