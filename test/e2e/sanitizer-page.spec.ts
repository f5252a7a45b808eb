import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport, REPORT_CSP } from '../../src/sanitizer/page/index.js';
import { run } from '../unit/sanitizer/run.js';

const missing = spawnSync('chromium', ['--version']).status === 0 ? '' : 'chromium is not here';

/** A table whose names and cells try to become elements of the page. */
function hostileCsv(attack: string): string {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i},"${i % 3 === 0 ? attack : 'plain'}",${i % 7 === 0 ? '' : i / 2}`,
  );
  return `id,"${attack}",size\n${rows.join('\n')}\n`;
}

describe.skipIf(missing)(`the report page in a browser ${missing}`, () => {
  let server: Server;
  let page = '';
  const requests: string[] = [];
  const profile = mkdtempSync(join(tmpdir(), 'algoapi-browser-'));
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.url!);
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', REPORT_CSP);
      response.end(page);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const attack = `<img src='${origin()}/leak'><script>document.title='ran'</script>`;
    const { report } = await run(hostileCsv(attack), { filename: `${attack}.csv` });
    page = renderReport(report);
  });
  afterAll(() => {
    server.close();
    rmSync(profile, { recursive: true, force: true });
  });

  /** The document after the browser has laid it out, and what it said on its console. */
  async function open(): Promise<{ dom: string; console: string[] }> {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr', '--dump-dom'];
    const { stdout, stderr } = await promisify(execFile)(
      'chromium',
      [...flags, `--user-data-dir=${profile}`, `${origin()}/report.html`],
      { maxBuffer: 1 << 24, timeout: 60_000 },
    );
    return { dom: stdout, console: stderr.split('\n').filter((line) => line.includes(':CONSOLE')) };
  }

  it('is laid out by its own style, runs no script and asks for nothing', async () => {
    const { dom, console } = await open();
    expect(console).toEqual([]);
    expect(requests.filter((url) => url !== '/favicon.ico')).toEqual(['/report.html']);
    expect(dom).toContain('<title>Data quality: &lt;img');
    expect(dom).not.toMatch(/<script|<img/);
    expect(dom.match(/<svg /g)!.length).toBe(6);
    expect(dom).toContain('http-equiv="Content-Security-Policy"');
  });

  it('says so on the console where a style is not the one that is allowed', async () => {
    page = page.replace('<style>', '<style> ');
    const { console } = await open();
    expect(console.join()).toContain('Content Security Policy');
  });
});
