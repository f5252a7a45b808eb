import { type IssueCode } from '../../../contracts/report.js';
import { type Dialect } from '../tokenize/dialect.js';
import { type RecordView } from '../tokenize/record.js';

/** A record of the input that is no row of the table. */
export interface SetAside {
  /** record number, 1 is the first after the header */
  readonly row: number;
  readonly line: number;
  /** byte offset in the decoded text */
  readonly offset: number;
  readonly code: IssueCode;
  readonly text: string;
}

export interface RecordHandlers {
  /** a row of the table, with `width` cells or fewer; `row` is its record number */
  readonly onRow: (view: RecordView, row: number) => void;
  readonly onSetAside: (aside: SetAside) => void;
  /** between chunks: the place to flush what was written */
  readonly onChunk: (bytesRead: number) => Promise<void>;
}

/** Stage 1, lossless: the rows of the one table in the input. Every run gives the same rows. */
export interface RecordSource {
  readonly names: readonly string[];
  readonly dialect: Dialect;
  /** Records read: rows and those set aside. */
  run(handlers: RecordHandlers): Promise<number>;
}
