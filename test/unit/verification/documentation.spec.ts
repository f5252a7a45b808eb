import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../src/algorithms/catalogue.js';
import { STATEMENTS } from '../../../src/verification/checker/statements.js';

const page = readFileSync(new URL('../../../docs/verification.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/verification.md', () => {
  it('has one row for each algorithm, with its condition, its checks and its source', () => {
    const documented = rows.filter((cells) => cells.length === 5 && cells[1]!.startsWith('`'));
    expect(documented.map(([type, name]) => `${type} ${name!.slice(1, -1)}`).sort()).toEqual(
      CATALOGUE.map(({ modelType, name }) => `${modelType} ${name}`).sort(),
    );
    for (const cells of documented) expect(cells.filter((cell) => cell === '')).toEqual([]);
  });

  it('names every check with the class that it has', () => {
    for (const [id, [kind]] of Object.entries(STATEMENTS)) {
      if (id === 'metric') expect(page).toContain('`metrics`, `metric.*` | EXACT, BACKWARD');
      else expect(page, id).toMatch(new RegExp(`\`${id.replace('.', '[.]')}\`(, \`metric\\.\\*\`)?( \\| | )${kind}`));
    }
  });
});
