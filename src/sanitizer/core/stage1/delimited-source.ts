import { type TableLimits } from '../../../contracts/job.js';
import { type IssueCode } from '../../../contracts/report.js';
import { SanitizeError } from '../errors.js';
import { type Dialect } from '../tokenize/dialect.js';
import { type RecordView } from '../tokenize/record.js';
import { Tokenizer } from '../tokenize/tokenizer.js';
import { type RecordHandlers, type RecordSource } from './record-source.js';
import { type TextSource } from './text-source.js';

/** The rows of a delimited text below its header. */
export class DelimitedSource implements RecordSource {
  constructor(
    private readonly text: TextSource,
    readonly dialect: Dialect,
    readonly names: readonly string[],
    private readonly bodyOffset: number,
    private readonly bodyLine: number,
    private readonly limits: TableLimits,
  ) {}

  async run({ onRow, onSetAside, onChunk }: RecordHandlers): Promise<number> {
    const width = this.names.length;
    let row = 0;
    const count = () => {
      if (++row > this.limits.max_rows) throw tooManyRows(this.limits.max_rows);
    };
    const tokenizer = new Tokenizer({
      dialect: this.dialect,
      width,
      limits: this.limits,
      onRecord: (view) => {
        count();
        onRow(view, row);
      },
      onAbnormal: (view, from, length, final) => {
        const end = view.bytes.indexOf(10, from);
        if ((end < 0 || end >= length) && !final) return -1;
        const stop = end < 0 || end >= length ? length : end;
        count();
        const code: IssueCode = 'unreadable-row';
        view.to = stop;
        splitLine(view, stop, this.dialect);
        view.repair = 'missing-cell';
        if (view.count <= width) onRow(view, row);
        else onSetAside({ row, line: view.line, offset: view.offset, code, text: view.raw() });
        return Math.min(length, stop + 1);
      },
    });
    tokenizer.skipTo(this.bodyOffset, this.bodyLine);
    let bytes = 0;
    for await (const chunk of this.text.open()) {
      bytes += chunk.length;
      tokenizer.push(chunk);
      await onChunk(bytes);
    }
    tokenizer.end();
    return row;
  }
}

function splitLine(view: RecordView, stop: number, { delimiter }: Dialect): void {
  const byte = delimiter.charCodeAt(0);
  let begin = view.from;
  view.count = 0;
  for (let at = view.from; at <= stop; at++) {
    if (at < stop && view.bytes[at] !== byte) continue;
    if (view.count === view.starts.length) view.grow();
    view.starts[view.count] = begin;
    view.ends[view.count] = at;
    view.flags[view.count++] = 0;
    begin = at + 1;
  }
}

const tooManyRows = (limit: number): SanitizeError =>
  new SanitizeError('too_many_rows', `the table has more than ${limit} rows`);
