import { defineConfig } from 'vitest/config';

/**
 * Three tiers. `unit` needs only Node. `contracts` and `isolation` need the services that scripts/test.mjs starts;
 * `e2e` drives the built product (dist/) as separate processes.
 */
/** Tiers run one after the other, in the order below: a test that counts seconds has the machine to itself. */
const tier = (name: string, include: string[], serial: boolean, groupOrder: number) => ({
  test: {
    name,
    include,
    pool: 'forks' as const,
    fileParallelism: !serial,
    // By default one processor is left to somebody who watches.
    ...(!serial && { maxWorkers: '100%' }),
    // Unit tests are pure: a process that ran one file is as good as new, and has the modules loaded for the next.
    isolate: serial,
    testTimeout: serial ? 120_000 : 20_000,
    hookTimeout: 180_000,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', ['test/unit/**/*.spec.ts'], false, 0),
      tier('contracts', ['test/contracts/**/*.spec.ts'], true, 1),
      tier('isolation', ['test/isolation/**/*.spec.ts'], true, 2),
      tier('e2e', ['test/e2e/**/*.spec.ts'], true, 3),
    ],
  },
});
