import { afterAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxOwner } from '../../../src/isolation/sandbox.js';
import { BACKENDS, owner, testPrograms } from './backends.js';
import { SMALL_LIMITS } from './collect.js';

const programs = await testPrograms();

for (const backend of BACKENDS) {
  const unavailable = await backend.unavailable();

  describe.skipIf(unavailable !== undefined)(`orphans: ${backend.name} ${unavailable ?? ''}`, () => {
    const made: Sandbox[] = [];
    afterAll(() => Promise.all(made.map((sandbox) => sandbox.close())));

    /** A sandbox that runs something, as a worker does at the moment it crashes. */
    const busy = async (changes: Partial<SandboxOwner> = {}) => {
      const sandbox = backend.create(programs, { ...owner(), ...changes });
      made.push(sandbox);
      const spec = { taskId: 'task-1', program: 'scenarios', limits: SMALL_LIMITS };
      await sandbox.start(spec, new AbortController().signal);
      return sandbox;
    };

    it('sweeps what a dead instance left, once', async () => {
      const [sweeper] = [await busy({ app: `one-${process.pid}` }), await busy({ app: `one-${process.pid}` })];
      expect(await sweeper.sweepOrphans(() => false)).toBe(1);
      expect(await sweeper.sweepOrphans(() => false)).toBe(0);
    });

    it('leaves the living, itself and other installations alone', async () => {
      const sweeper = await busy({ app: `two-${process.pid}` });
      await busy({ app: `two-${process.pid}`, instance: 'living' });
      await busy({ app: `three-${process.pid}` });
      const asked: string[] = [];
      const isAlive = ({ instance }: SandboxOwner) => asked.push(instance) > 0 && instance === 'living';
      expect(await sweeper.sweepOrphans(isAlive)).toBe(0);
      expect(asked).toEqual(['living']);
    });
  });
}
