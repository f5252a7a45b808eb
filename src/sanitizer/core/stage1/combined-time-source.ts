import { type TimeParts } from '../roles/time-parts.js';
import { columnNames } from '../structure/column-names.js';
import { type RecordView } from '../tokenize/record.js';
import { type RecordHandlers, type RecordSource } from './record-source.js';

/** bytes that the longest time needs, and more than a part may have */
const TIME_BYTES = 64;
const MAX_PART = 4;

/** A table with one more column at its end: the time whose parts stand in several others. Rows without a part have none. */
export class CombinedTimeSource implements RecordSource {
  readonly names: readonly string[];
  readonly dialect: RecordSource['dialect'];
  private scratch = Buffer.alloc(1 << 12);

  constructor(
    private readonly source: RecordSource,
    private readonly parts: TimeParts,
  ) {
    this.names = columnNames([...source.names, 'time']);
    this.dialect = source.dialect;
  }

  /** The cells of a row of the sample with the time behind them. */
  extend(cells: readonly string[]): readonly string[] {
    return [...cells, this.time((i) => cells[i]!.trim())];
  }

  run(handlers: RecordHandlers): Promise<number> {
    return this.source.run({
      ...handlers,
      onRow: (view, row) => {
        this.append(view);
        handlers.onRow(view, row);
      },
    });
  }

  /** Moves the record into a buffer with room behind it: the cells of a view stand in one. */
  private append(view: RecordView): void {
    const time = this.time((i) => (i < view.count ? view.text(i, this.dialect).trim() : ''));
    const first = Math.min(view.from, ...view.starts.subarray(0, view.count));
    const last = Math.max(view.to, ...view.ends.subarray(0, view.count));
    const length = last - first;
    if (length + TIME_BYTES > this.scratch.length) this.scratch = Buffer.alloc(2 * (length + TIME_BYTES));
    view.bytes.copy(this.scratch, 0, first, last);
    while (view.starts.length <= this.names.length) view.grow();
    for (let i = 0; i < view.count; i++) {
      view.starts[i]! -= first;
      view.ends[i]! -= first;
    }
    // A short row has no cells between its last one and the time.
    for (let i = view.count; i < this.names.length - 1; i++) {
      view.starts[i] = view.ends[i] = length;
      view.flags[i] = 0;
    }
    const at = this.names.length - 1;
    view.starts[at] = length;
    view.ends[at] = length + this.scratch.write(time, length);
    view.flags[at] = 0;
    view.count = this.names.length;
    view.bytes = this.scratch;
    view.to -= first;
    view.from -= first;
  }

  /** As the clean table writes a time; '' where a part is missing. */
  private time(text: (column: number) => string): string {
    const { year, month, day, hour, minute } = this.parts;
    const part = (column: number) => {
      const digits = text(column);
      return /^\d+$/.test(digits) && digits.length <= MAX_PART ? digits.padStart(2, '0') : null;
    };
    const date = [year, month, ...(day === null ? [] : [day])].map(part);
    const clock = hour === null ? [] : [part(hour), minute === null ? '00' : part(minute)];
    if ([...date, ...clock].includes(null)) return '';
    const isMidnight = clock.every((digits) => digits === '00');
    return date.join('-') + (isMidnight ? '' : `T${clock.join(':')}:00Z`);
  }
}
