import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { renderReport, REPORT_CSP } from '../../../src/sanitizer/page/index.js';
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

  it('allows its own style, byte for byte, and no other', async () => {
    const { report } = await run('a,b\n1,2\n3,4\n');
    const styles = [...renderReport(report).matchAll(/<style>([^]*?)<\/style>/g)].map(([, style]) => style!);
    expect(styles).toHaveLength(1);
    const digest = createHash('sha256').update(styles[0]!).digest('base64');
    expect(REPORT_CSP).toContain(`style-src 'sha256-${digest}';`);
  });
});
