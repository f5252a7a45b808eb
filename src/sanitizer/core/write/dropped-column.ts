import { type DropReason, type RecipeColumn } from '../../../contracts/recipe.js';
import { type ColumnDecoder, VALUE } from '../cells/column-decoder.js';
import { type Finding, type IssueLog } from '../report/issue-log.js';
import { type RecordView } from '../tokenize/record.js';
import { type ChangeKind, changeKind, type ChangeLog } from './change-log.js';
import { type Histogram } from './distributions.js';

/** A column that the clean table does not have: its cells go to the change log. */
export class DroppedColumn {
  changed = 0;
  private readonly kind: ChangeKind;
  private finding: Finding | null = null;

  constructor(
    readonly column: RecipeColumn,
    private readonly code: DropReason,
    readonly decoder: ColumnDecoder,
    readonly histogram: Histogram | null,
    private readonly changes: ChangeLog,
    private readonly log: IssueLog,
  ) {
    this.kind = changeKind(column.name, code);
  }

  write(view: RecordView, i: number, row: number): void {
    if (i >= view.count || view.starts[i] === view.ends[i]) return;
    const { column, code, kind, decoder } = this;
    if (this.histogram) {
      decoder.decode(view, i);
      if (decoder.state === VALUE) this.histogram.add(decoder.value);
    }
    this.changed++;
    const finding = (this.finding ??= this.log.finding(code, 'dropped', column.name));
    finding.count++;
    if (finding.wantsExamples) finding.example({ row, from: view.text(i, decoder.dialect), to: null });
    this.changes.addDropped(row, kind, view, i, decoder.dialect);
  }
}
