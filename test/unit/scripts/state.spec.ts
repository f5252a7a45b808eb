import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canEnter, serviceAccount } from '../../../scripts/services/account.mjs';
import { openState } from '../../../scripts/services/state.mjs';
import { scratchFolder } from './scratch.js';

const mode = (path: string) => statSync(path).mode & 0o777;
const root = process.getuid?.() === 0;
const notRoot = root ? '' : 'only root has another account to start services under';

describe('the data folder', () => {
  it('is closed to others when it is made', () => {
    const data = join(scratchFolder(), 'data');
    const state = openState(data, undefined);
    expect(mode(data)).toBe(0o700);
    expect(mode(state.run)).toBe(0o700);
    expect(state.home).toBe(data);
  });

  it('keeps its mode when it was there', () => {
    const data = scratchFolder();
    chmodSync(data, 0o750);
    openState(data, undefined);
    expect(mode(data)).toBe(0o750);
  });
});

describe.skipIf(notRoot)(`as root ${notRoot}`, () => {
  it('services do not run as root, and are kept out of a private folder', () => {
    const account = serviceAccount();
    expect(account?.uid).toBeGreaterThan(0);
    const folder = scratchFolder();
    chmodSync(folder, 0o755);
    const below = join(folder, 'private', 'below');
    mkdirSync(below, { recursive: true });
    expect(canEnter(below, account)).toBe(true);
    chmodSync(join(folder, 'private'), 0o700);
    expect(canEnter(below, account)).toBe(false);
    expect(canEnter(below, undefined)).toBe(true);
  });
});
