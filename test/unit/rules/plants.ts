/** One violation of each import rule: a file that must not import what it imports. Paths are relative to the root. */
export interface Plant {
  readonly rule: string;
  readonly from: string;
  /** as written in the import */
  readonly specifier: string;
  /** what the rule must name as the forbidden end; a fragment of the resolved path */
  readonly to: string;
  /** files on the way, for rules about what is reachable */
  readonly via?: ReadonlyMap<string, string>;
}

const direct = (rule: string, from: string, specifier: string, to: string): Plant => ({ rule, from, specifier, to });

export const PLANTS: readonly Plant[] = [
  {
    rule: 'no-circular',
    from: 'src/datasets/egg.ts',
    specifier: './hen.js',
    to: 'src/datasets/hen.ts',
    via: new Map([['src/datasets/hen.ts', "import './egg.js';"]]),
  },
  direct('algorithms-import-nothing', 'src/algorithms/planted.ts', 'node:crypto', 'crypto'),
  direct('contracts-are-leaf', 'src/contracts/planted.ts', '../common/leaf.js', 'src/common/leaf.ts'),
  direct('sanitizer-core-is-pure', 'src/sanitizer/core/planted.ts', '../../config/leaf.js', 'src/config/leaf.ts'),
  {
    rule: 'trainer-closure',
    from: 'src/trainer/planted.ts',
    specifier: '../sanitizer/core/way.js',
    to: 'node_modules/pino/',
    via: new Map([['src/sanitizer/core/way.ts', "import 'pino';"]]),
  },
  {
    rule: 'checker-trusts-nobody',
    from: 'src/verification/checker/planted.ts',
    specifier: '../../contracts/way.js',
    to: 'src/algorithms/leaf.ts',
    via: new Map([['src/contracts/way.ts', "import '../algorithms/leaf.js';"]]),
  },
  direct('telemetry-knows-no-feature', 'src/telemetry/planted.ts', '../datasets/leaf.js', 'src/datasets/leaf.ts'),
  direct('nobody-imports-trainer', 'src/training/planted-trainer.ts', '../trainer/leaf.js', 'src/trainer/leaf.ts'),
  direct('one-spawner', 'src/storage/planted.ts', 'node:child_process', 'child_process'),
  direct('threads-in-sandbox-code-only', 'src/training/planted-threads.ts', 'node:worker_threads', 'worker_threads'),
  direct('queue-clients', 'src/models/planted-queue.ts', 'bull', 'node_modules/bull/'),
  {
    rule: 'web-never-reaches-a-processor',
    from: 'src/app/web.module.ts',
    specifier: '../training/way-to-processor.js',
    to: 'src/training/planted.processor.ts',
    via: new Map([
      ['src/training/way-to-processor.ts', "import './planted.processor.js';"],
      ['src/training/planted.processor.ts', ''],
    ]),
  },
  {
    rule: 'web-never-reaches-docker',
    from: 'src/app/web.module.ts',
    specifier: '../isolation/way.js',
    to: 'node_modules/dockerode/',
    via: new Map([['src/isolation/way.ts', "import 'dockerode';"]]),
  },
  {
    rule: 'worker-never-reaches-a-controller',
    from: 'src/app/worker.module.ts',
    specifier: '../keys/way.js',
    to: 'src/keys/planted.controller.ts',
    via: new Map([
      ['src/keys/way.ts', "import './planted.controller.js';"],
      ['src/keys/planted.controller.ts', ''],
    ]),
  },
  direct('serving-is-read-only', 'src/models/planted.ts', '../datasets/leaf.js', 'src/datasets/leaf.ts'),
  direct('common-knows-no-feature', 'src/common/planted.ts', '../datasets/leaf.js', 'src/datasets/leaf.ts'),
  direct('app-is-top', 'src/training/planted-app.ts', '../app/leaf.js', 'src/app/leaf.ts'),
  direct('src-not-to-test', 'src/storage/planted-test.ts', '../../test/leaf.js', 'test/leaf.ts'),
];
