import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { InstallationGauges } from '../../../src/monitoring/installation-gauges.js';
import type { WorkerRegistry } from '../../../src/monitoring/worker-registry.js';
import { own, totals } from '../../../src/telemetry/metrics.js';

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** Every name that can be asked for, with the three series of a histogram. */
async function exposed(): Promise<Set<string>> {
  const nothing = new InstallationGauges({} as DataSource, {} as WorkerRegistry);
  const all = [await totals.metrics(), await own.metrics(), await nothing.exposition()].join('\n');
  const types = [...all.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    types.flatMap(([, name, type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name! + end) : [name!],
    ),
  );
}

const named = (expressions: string) => new Set(expressions.match(/\balgoapi_\w+/g));

describe.each(['deploy/grafana/dashboard.json', 'deploy/prometheus/alerts.yml', 'deploy/prometheus/alerts.test.yml'])(
  '%s',
  (path) => {
    it('asks only for metrics that exist', async () => {
      const names = named(text(path));
      expect(names.size).toBeGreaterThan(4);
      const known = await exposed();
      expect([...names].filter((name) => !known.has(name))).toEqual([]);
    });
  },
);

describe('the dashboard', () => {
  it('shows everything that is measured', async () => {
    const shown = named(text('deploy/grafana/dashboard.json'));
    const families = new Set([...(await exposed())].map((name) => name.replace(/_(bucket|sum|count)$/, '')));
    const unseen = [...families].filter((family) => ![...shown].some((name) => name.startsWith(family)));
    // How many models there are tells less than their bytes, which are shown.
    expect(unseen).toEqual(['algoapi_model_cache_models']);
  });

  it('has panels that do not lie upon each other', () => {
    const { panels } = JSON.parse(text('deploy/grafana/dashboard.json')) as {
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
