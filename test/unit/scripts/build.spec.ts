import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { isBuilt } from '../../../scripts/start/build.mjs';
import { scratchFolder } from './scratch.js';

describe('whether a build is needed', () => {
  let root: string;
  const at = (path: string, seconds: number) => utimesSync(join(root, path), seconds, seconds);

  beforeEach(() => {
    root = scratchFolder();
    mkdirSync(join(root, 'src/deep'), { recursive: true });
    mkdirSync(join(root, 'dist'));
    writeFileSync(join(root, 'src/deep/a.ts'), '');
    writeFileSync(join(root, 'src/deep/b.ts'), '');
    writeFileSync(join(root, 'dist/.complete'), '');
    for (const path of ['src/deep/a.ts', 'src/deep/b.ts', 'src/deep', 'src']) at(path, 1000);
    at('dist/.complete', 2000);
  });

  it('no: all sources are older than the last whole build', () => {
    expect(isBuilt(root)).toBe(true);
  });

  it('yes: a source is newer', () => {
    at('src/deep/a.ts', 3000);
    expect(isBuilt(root)).toBe(false);
  });

  it('yes: a source was removed', () => {
    rmSync(join(root, 'src/deep/b.ts'));
    expect(isBuilt(root)).toBe(false);
  });

  it('yes: the build was cut short, or never was', () => {
    rmSync(join(root, 'dist/.complete'));
    expect(isBuilt(root)).toBe(false);
  });

  it('no: a deployed copy has no sources at all', () => {
    rmSync(join(root, 'src'), { recursive: true });
    expect(isBuilt(root)).toBe(true);
  });
});
