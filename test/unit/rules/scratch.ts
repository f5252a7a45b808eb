import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const ROOT = resolve(import.meta.dirname, '../../..');
const Report = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/** Runs the repository's rules, as `npm run rules` does, over files laid in a scratch folder. */
export function violationsIn(files: ReadonlyMap<string, string>): readonly Violation[] {
  const folder = mkdtempSync(join(tmpdir(), 'algoapi-rules-'));
  try {
    for (const config of ['.dependency-cruiser.cjs', 'tsconfig.json']) {
      copyFileSync(join(ROOT, config), join(folder, config));
    }
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return cruise(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function cruise(folder: string): readonly Violation[] {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const json = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
  const { violations } = Report.parse(JSON.parse(json)).summary;
  return violations.map(({ from, to, rule }) => ({ rule: rule.name, from, to }));
}
