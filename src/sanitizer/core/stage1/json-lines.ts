import { type TableLimits } from '../../../contracts/job.js';
import { SanitizeError } from '../errors.js';
import { RFC4180 } from '../tokenize/dialect.js';
import { RecordView } from '../tokenize/record.js';
import { CellsView } from './cells-view.js';
import { type RecordHandlers, type RecordSource } from './record-source.js';
import { type TextSource } from './text-source.js';

const LF = 10;

/** Whether the head is JSON, one object a line. Throws for a JSON document, which cannot be streamed by lines. */
export function isJsonLines({ head, isWhole }: TextSource): boolean {
  const start = head.toString('utf8', 0, 64).trimStart();
  if (/^\[\s*[[{]/.test(start)) {
    throw new SanitizeError(
      'unsupported_format',
      'this is one JSON array',
      'Write one object a line (JSON lines): jq -c ".[]" data.json.',
    );
  }
  if (!start.startsWith('{')) return false;
  const end = head.indexOf(LF);
  if (end < 0 && !isWhole) return false;
  return parseObject(head.toString('utf8', 0, end < 0 ? head.length : end)) !== null;
}

/** Rows from JSON objects, one a line: keys are columns, in order of first appearance in the head. */
export class JsonLinesSource implements RecordSource {
  readonly dialect = RFC4180;
  readonly names: readonly string[];
  readonly sample: readonly (readonly string[])[];

  constructor(
    private readonly text: TextSource,
    private readonly limits: TableLimits,
  ) {
    const objects = headLines(text).flatMap((line) => parseObject(line) ?? []);
    this.names = [...new Set(objects.flatMap((object) => [...object.keys()]))];
    this.sample = objects.map((object) => this.cells(object));
  }

  async run(handlers: RecordHandlers): Promise<number> {
    const view = new RecordView();
    const filler = new CellsView();
    const known = new Set(this.names);
    let [row, line, offset, bytes] = [0, 0, 0, 0];
    let rest: Buffer = Buffer.alloc(0);
    const take = (raw: Buffer) => {
      line++;
      const text = raw.toString().trim();
      if (text !== '') {
        if (++row > this.limits.max_rows)
          throw new SanitizeError('too_many_rows', `the table has more than ${this.limits.max_rows} rows`);
        const object = parseObject(text);
        const aside = { row, line, offset, text };
        if (object === null) handlers.onSetAside({ ...aside, code: 'unreadable-row' });
        else if ([...object.keys()].some((key) => !known.has(key)))
          handlers.onSetAside({ ...aside, code: 'extra-cell' });
        else {
          Object.assign(view, { bytes: raw, line, offset, repair: null });
          filler.fill(view, this.cells(object), 0, raw.length);
          handlers.onRow(view, row);
        }
      }
      offset += raw.length + 1;
    };
    for await (const chunk of this.text.open()) {
      bytes += chunk.length;
      rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF, from)) {
        take(rest.subarray(from, end));
        from = end + 1;
      }
      rest = rest.subarray(from);
      if (rest.length > this.limits.max_field_bytes) {
        throw new SanitizeError(
          'field_too_large',
          `line ${line + 1} is longer than ${this.limits.max_field_bytes} bytes`,
        );
      }
      await handlers.onChunk(bytes);
    }
    if (rest.length > 0) take(rest);
    await handlers.onChunk(bytes);
    return row;
  }

  private cells(object: ReadonlyMap<string, unknown>): string[] {
    return this.names.map((name) => {
      const value = object.get(name);
      if (value === null || value === undefined) return '';
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
  }
}

function headLines({ head, isWhole }: TextSource): string[] {
  const end = isWhole ? head.length : head.lastIndexOf(LF);
  return head.toString('utf8', 0, end < 0 ? head.length : end).split('\n');
}

/** Entries of a JSON object, null if the line is none. A Map: `__proto__` is a name like any other. */
function parseObject(line: string): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return new Map(Object.entries(value));
  } catch {
    return null;
  }
}
