import { type RecordView } from '../tokenize/record.js';

/**
 * Presents cells given as texts like cells of a file: the raw record, then the cells, in a buffer of the view's own. The
 * view's `from` and `to` keep showing the record as it came.
 */
export class CellsView {
  private scratch = Buffer.allocUnsafe(1 << 12);

  fill(view: RecordView, cells: readonly string[], from: number, to: number): void {
    const texts = cells.map((cell) => Buffer.from(cell));
    const raw = view.bytes.subarray(from, to);
    const needed = texts.reduce((sum, text) => sum + text.length, raw.length);
    if (needed > this.scratch.length) this.scratch = Buffer.allocUnsafe(needed * 2);
    this.scratch.set(raw);
    let at = raw.length;
    view.count = 0;
    for (const text of texts) {
      if (view.count === view.starts.length) view.grow();
      this.scratch.set(text, at);
      view.starts[view.count] = at;
      view.ends[view.count] = at += text.length;
      view.flags[view.count++] = 0;
    }
    view.bytes = this.scratch;
    view.from = 0;
    view.to = raw.length;
  }
}
