import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL('../../deploy/prometheus/', import.meta.url));
const missing = spawnSync('promtool', ['--version']).status === 0 ? '' : 'promtool is not here';

/** What promtool checks in the folder, and a mistake that it must find. */
const CHECKS = [
  { what: ['check', 'rules', 'alerts.yml'], file: 'alerts.yml', right: 'for: 2m', wrong: 'for: 2 minutes' },
  { what: ['check', 'rules', 'alerts.yml'], file: 'alerts.yml', right: '== 0', wrong: '= 0' },
  {
    what: ['check', 'config', 'prometheus.yml'],
    file: 'prometheus.yml',
    right: 'static_configs',
    wrong: 'static_config',
  },
  { what: ['test', 'rules', 'alerts.test.yml'], file: 'alerts.yml', right: '> 0.25', wrong: '> 0.75' },
  { what: ['test', 'rules', 'alerts.test.yml'], file: 'alerts.yml', right: 'for: 2m', wrong: 'for: 20m' },
];

describe.skipIf(missing)(`alert rules ${missing}`, () => {
  it.each(CHECKS)('promtool $what finds nothing wrong, and finds "$wrong"', async ({ what, file, right, wrong }) => {
    await run('promtool', what, { cwd: FOLDER });
    const folder = mkdtempSync(join(tmpdir(), 'algoapi-alerts-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(FOLDER, folder, { recursive: true });
    const text = readFileSync(join(FOLDER, file), 'utf8');
    expect(text).toContain(right);
    writeFileSync(join(folder, file), text.replace(right, wrong));
    await expect(run('promtool', what, { cwd: folder })).rejects.toThrow();
  });
});
