import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/sanitizer/page/index.js';
import { run } from './run.js';

const EVIL = '<img src=x onerror=alert(1)>';

describe('the report page', () => {
  it('escapes every value and carries no script', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `"${EVIL}${i % 3}",${i},${i === 4 ? `"${EVIL}"` : 'a'}`);
    const { report } = await run(`"${EVIL}",n,k\n${rows.join('\n')}\n`, { filename: `${EVIL}.csv` });
    const page = renderReport(report);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/<script|javascript:| on\w+="/i);
    expect(page).toContain('default-src &#39;none&#39;');
  });
});
