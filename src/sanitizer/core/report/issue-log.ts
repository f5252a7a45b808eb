import { type Example, type Issue, type IssueAction, type IssueCode } from '../../../contracts/report.js';

const MAX_EXAMPLES = 5;
const MAX_TEXT = 200;

/** One line of the report: counts how often, with the first few examples. */
export class Finding {
  count = 0;
  readonly examples: Example[] = [];
  /** null: the general words for the code */
  message: string | null = null;

  constructor(
    readonly code: IssueCode,
    readonly action: IssueAction,
    readonly column: string | null,
  ) {}

  get wantsExamples(): boolean {
    return this.examples.length < MAX_EXAMPLES;
  }

  example({ row, from, to }: Example): void {
    if (this.wantsExamples) this.examples.push({ row, from: clipText(from), to: to === null ? null : clipText(to) });
  }
}

/** What was found, by code, action and column. */
export class IssueLog {
  private readonly findings = new Map<string, Finding>();

  /** The finding to count with; in the report once it was counted or worded. */
  finding(code: IssueCode, action: IssueAction, column: string | null): Finding {
    const key = `${code} ${action} ${column === null ? '' : `of ${column}`}`;
    let finding = this.findings.get(key);
    if (!finding) this.findings.set(key, (finding = new Finding(code, action, column)));
    return finding;
  }

  add(code: IssueCode, action: IssueAction, column: string | null, example: Example, count = 1): void {
    const finding = this.finding(code, action, column);
    finding.count += count;
    finding.example(example);
  }

  /** A finding with its own words in place of the general ones. */
  note(code: IssueCode, action: IssueAction, column: string | null, count: number, message: string): void {
    const finding = this.finding(code, action, column);
    finding.count += count;
    finding.message = message.slice(0, 2000);
  }

  /** Takes findings back, as outliers that turned out to be the rule. */
  discard(unwanted: (finding: Finding) => boolean): void {
    for (const [key, finding] of this.findings) if (unwanted(finding)) this.findings.delete(key);
  }

  /** In order of first appearance. `describe` words those that were only counted. */
  list(describe: (finding: Finding) => string): Issue[] {
    return [...this.findings.values()]
      .filter(({ count, message }) => count > 0 || message !== null)
      .map((finding) => {
        const { code, action, column, count, examples } = finding;
        const message = finding.message ?? describe(finding).slice(0, 2000);
        return { code, action, column, count, message, examples };
      });
  }
}

export const clipText = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text);
