import { type IssueCode } from '../../../contracts/report.js';
import { type RecordHandlers, type RecordSource } from './record-source.js';

/** A table whose rows are set aside instead of being repaired in ways that the client does not want. */
export class StrictSource implements RecordSource {
  readonly names: readonly string[];
  readonly dialect: RecordSource['dialect'];

  constructor(
    private readonly source: RecordSource,
    private readonly unwanted: ReadonlySet<IssueCode>,
  ) {
    this.names = source.names;
    this.dialect = source.dialect;
  }

  run(handlers: RecordHandlers): Promise<number> {
    return this.source.run({
      ...handlers,
      onRow: (view, row) => {
        const { repair: code, line, offset } = view;
        if (code === null || !this.unwanted.has(code)) handlers.onRow(view, row);
        else handlers.onSetAside({ row, line, offset, code, text: view.raw() });
      },
    });
  }
}
