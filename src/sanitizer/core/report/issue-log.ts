import { type Example, type Issue, type IssueAction, type IssueCode } from '../../../contracts/report.js';

const MAX_EXAMPLES = 5;
const MAX_TEXT = 200;

interface Entry {
  readonly code: IssueCode;
  readonly action: IssueAction;
  readonly column: string | null;
  count: number;
  readonly examples: Example[];
  message: string | null;
}

/** Counts what was found, by code, action and column, with the first few examples of each. */
export class IssueLog {
  private readonly entries = new Map<string, Entry>();

  add(code: IssueCode, action: IssueAction, column: string | null, example?: Example, count = 1): void {
    const entry = this.entry(code, action, column);
    entry.count += count;
    if (example && entry.examples.length < MAX_EXAMPLES) entry.examples.push(clip(example));
  }

  /** A finding with its own words in place of the general ones. */
  note(code: IssueCode, action: IssueAction, column: string | null, count: number, message: string): void {
    const entry = this.entry(code, action, column);
    entry.count += count;
    entry.message = message.slice(0, 2000);
  }

  /** Takes findings back, as outliers that turned out to be the rule. */
  discard(unwanted: (entry: Pick<Issue, 'code' | 'column' | 'count'>) => boolean): void {
    for (const [key, entry] of this.entries) if (unwanted(entry)) this.entries.delete(key);
  }

  total(code: IssueCode): number {
    return [...this.entries.values()].reduce((sum, entry) => sum + (entry.code === code ? entry.count : 0), 0);
  }

  /** In order of first appearance. `describe` words those that were only counted. */
  list(describe: (entry: Pick<Issue, 'code' | 'action' | 'column' | 'count'>) => string): Issue[] {
    return [...this.entries.values()].map(({ message, ...entry }) => ({
      ...entry,
      message: message ?? describe(entry).slice(0, 2000),
    }));
  }

  private entry(code: IssueCode, action: IssueAction, column: string | null): Entry {
    const key = `${code} ${action} ${column === null ? '' : `of ${column}`}`;
    let entry = this.entries.get(key);
    if (!entry) this.entries.set(key, (entry = { code, action, column, count: 0, examples: [], message: null }));
    return entry;
  }
}

export const clipText = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);

const clip = ({ row, from, to }: Example): Example => ({
  row,
  from: clipText(from),
  to: to === null ? null : clipText(to),
});
