import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ISSUE_CODES, OPTIONAL_REPAIRS } from '../../../src/contracts/report.js';

it('docs/sanitizer.md lists every finding, and which can be switched off', () => {
  const page = readFileSync(new URL('../../../docs/sanitizer.md', import.meta.url), 'utf8');
  const table = page.slice(page.indexOf('## Findings'), page.indexOf('## Limits'));
  const rows = [...table.matchAll(/^\| `([a-z-]+)` \| (.+) \| (yes)? ?\|$/gm)].map(([, code, words, off]) => [
    code,
    words,
    off === 'yes',
  ]);
  const optional: readonly string[] = OPTIONAL_REPAIRS;
  expect(rows).toEqual(Object.entries(ISSUE_CODES).map(([code, words]) => [code, words, optional.includes(code)]));
});
