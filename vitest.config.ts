import { defineConfig } from 'vitest/config';

/**
 * Three tiers. `unit` needs only Node. `contracts` and `isolation` need the services that scripts/test.mjs starts;
 * `e2e` drives the built product (dist/) as separate processes.
 */
const tier = (name: string, include: string[], serial: boolean) => ({
  test: {
    name,
    include,
    pool: 'forks' as const,
    fileParallelism: !serial,
    testTimeout: serial ? 120_000 : 20_000,
    hookTimeout: 180_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', ['test/unit/**/*.spec.ts'], false),
      tier('contracts', ['test/contracts/**/*.spec.ts'], true),
      tier('isolation', ['test/isolation/**/*.spec.ts'], true),
      tier('e2e', ['test/e2e/**/*.spec.ts'], true),
    ],
  },
});
