import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PLANTS } from './plants.js';
import { type Violation, violationsIn } from './scratch.js';

const config: unknown = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs');
const rules = z
  .object({ forbidden: z.array(z.object({ name: z.string(), comment: z.string() })) })
  .parse(config).forbidden;

/** Files that import what they may, so that a rule that forbids everything is seen too. */
const INNOCENT = new Map([
  ['src/common/leaf.ts', ''],
  ['src/config/leaf.ts', ''],
  ['src/contracts/leaf.ts', "import 'zod';"],
  ['src/algorithms/leaf.ts', ''],
  ['src/algorithms/math/leaf.ts', "import '../leaf.js';"],
  ['src/sanitizer/core/leaf.ts', "import '../../contracts/leaf.js';"],
  ['src/trainer/leaf.ts', "import '../algorithms/leaf.js';\nimport '../sanitizer/core/leaf.js';"],
  ['src/verification/checker/leaf.ts', "import '../../contracts/leaf.js';"],
  ['src/isolation/leaf.ts', "import 'node:child_process';\nimport 'node:worker_threads';\nimport 'dockerode';"],
  ['src/training/train.processor.ts', "import 'bull';\nimport '../isolation/leaf.js';"],
  ['src/keys/leaf.controller.ts', "import '../common/leaf.js';"],
  ['src/models/leaf.ts', "import '../contracts/leaf.js';\nimport '../algorithms/leaf.js';"],
  ['src/datasets/leaf.ts', "import '../storage/leaf.js';"],
  ['src/storage/leaf.ts', "import '../config/leaf.js';"],
  ['src/app/leaf.ts', ''],
  ['test/leaf.ts', ''],
  ...['zod', 'bull', 'dockerode', 'pino'].flatMap((name): [string, string][] => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
    [`node_modules/${name}/index.js`, ''],
  ]),
]);

const webAndWorker = new Map([
  ['src/app/web.module.ts', "import '../keys/leaf.controller.js';"],
  ['src/app/worker.module.ts', "import '../training/train.processor.js';"],
]);

/** Every plant at once: two may share their file. */
function planted(): Map<string, string> {
  const files = new Map(INNOCENT);
  for (const { from, specifier, via } of PLANTS) {
    files.set(from, `${files.get(from) ?? ''}import '${specifier}';\n`);
    for (const [path, text] of via ?? []) files.set(path, text);
  }
  return files;
}

describe('import rules', () => {
  let violations: readonly Violation[] = [];
  beforeAll(() => {
    violations = violationsIn(planted());
  });

  it('each has its reason', () => {
    expect(rules.filter(({ comment }) => comment.length < 20)).toEqual([]);
  });

  it('let pass what they allow', () => {
    expect(violationsIn(new Map([...INNOCENT, ...webAndWorker]))).toEqual([]);
  });

  it.each(rules.map(({ name }) => name))('%s catches its planted violation', (name) => {
    const plant = PLANTS.find(({ rule }) => rule === name);
    const caught = violations.filter(({ rule, from }) => rule === name && from === plant?.from);
    expect(caught.map(({ to }) => to)).toContainEqual(expect.stringContaining(plant?.to ?? 'a plant for this rule'));
  });
});
