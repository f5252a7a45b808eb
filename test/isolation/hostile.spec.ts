import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BackendName, HOSTILE_PROBES } from './catalogue.js';
import { PROBE_BACKENDS, type ProbeBackend } from './probe-backends.js';
import { runProbe, type Seen } from './run-probe.js';
import { writeTable } from './table.js';

const results = new Map<BackendName, Map<string, Seen>>();

for (const backend of PROBE_BACKENDS) {
  describe.skipIf(backend.unavailable !== undefined)(`hostile: ${backend.name} ${backend.unavailable ?? ''}`, () => {
    let opened: Awaited<ReturnType<ProbeBackend['open']>>;
    const seen = new Map<string, Seen>();
    beforeAll(async () => {
      opened = await backend.open();
      results.set(backend.name, seen);
    });
    afterAll(() => opened.close());

    it.each(HOSTILE_PROBES.map((probe) => [probe.name, probe] as const))('%s', async (name, probe) => {
      const verdict = await runProbe(opened.sandboxFor(probe.program), probe, backend.name);
      seen.set(name, verdict);
      expect(verdict, verdict.detail).toMatchObject({ stopped: probe.remains?.[backend.name] === undefined });
    });
  });
}

/** Only a whole run makes the table: half of one would call untried what is not. */
afterAll(async () => {
  const whole = PROBE_BACKENDS.every(({ name }) => results.get(name)?.size === HOSTILE_PROBES.length);
  if (whole) await writeTable(HOSTILE_PROBES, results);
});
