import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as script from '../../../scripts/kernels.mjs';

const scripts = script as {
  compileKernel(name: string): Promise<string>;
  generatedPath(name: string): string;
  KERNELS: readonly string[];
};

it.each(scripts.KERNELS)('the module of %s is what its source compiles to', async (name) => {
  expect(await scripts.compileKernel(name)).toBe(readFileSync(scripts.generatedPath(name), 'utf8'));
});
