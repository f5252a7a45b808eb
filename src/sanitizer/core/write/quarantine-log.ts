import { type QualityReport } from '../../../contracts/report.js';
import { type IssueLog } from '../report/issue-log.js';
import { type SetAside } from '../stage1/record-source.js';
import { ByteWriter } from './byte-writer.js';

const MAX_LISTED = 100;
const MAX_TEXT = 500;

/** NDJSON of the records that are no rows of the clean table; the first ones are kept for the report. */
export class QuarantineLog {
  quarantined = 0;
  removed = 0;
  readonly listed: QualityReport['set_aside'] = [];
  readonly out = new ByteWriter();

  constructor(private readonly log: IssueLog) {}

  add(
    { row, line, offset, code, text }: SetAside,
    action: 'quarantined' | 'removed',
    column: string | null = null,
  ): void {
    if (action === 'removed') this.removed++;
    else this.quarantined++;
    this.log.add(code, action, column, { row, from: text, to: null });
    this.out.text(`${JSON.stringify({ row, line, offset, code, action, text })}\n`);
    if (this.listed.length < MAX_LISTED) this.listed.push({ row, line, code, action, text: text.slice(0, MAX_TEXT) });
  }
}
