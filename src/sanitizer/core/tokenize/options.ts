import { type TableLimits } from '../../../contracts/job.js';
import { type Dialect } from './dialect.js';
import { type RecordView } from './record.js';

/** A record that the plain grammar reads, but not as a normal one. */
export interface Abnormal {
  readonly from: number;
  /** bytes in the buffer */
  readonly length: number;
  /** nothing follows the buffer */
  readonly final: boolean;
  /** where the record ends by the plain grammar, and where the next one starts; null if a quotation mark is not closed */
  readonly plain: { readonly to: number; readonly next: number } | null;
}

/** Reads an abnormal record; returns where reading goes on, or −1 for "need more bytes". */
export type Resolve = (view: RecordView, abnormal: Abnormal) => number;

export interface TokenizerOptions {
  readonly dialect: Dialect;
  /** cells of a normal record; 0: any number is normal */
  readonly width: number;
  readonly limits: TableLimits;
  readonly onRecord: (record: RecordView) => void;
  /** called for a record with another number of cells, or with quotation marks that do not pair */
  readonly onAbnormal: Resolve;
}
