/**
 * Compiles kernels/*.ts (AssemblyScript) into src/algorithms/kernels/generated/*.ts: base64 in a module, so that the
 * trainer stays one file. Run it after a change of a kernel; test/unit/kernels compiles again and compares the bytes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = join(root, 'kernels');
const GENERATED = join(root, 'src/algorithms/kernels/generated');
// No relaxed SIMD: it may fuse multiply and add, and then bits differ between machines.
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];
const SHARED_OPTIONS = [...OPTIONS, '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];
/** Kernels that many threads may work with: compiled for a memory of one thread, and for a shared one. */
const SHARED = new Set(['conjugate-gradient', 'normal-equations', 'symmetric-inverse']);

export const KERNELS = readdirSync(SOURCES)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

export const generatedPath = (name) => join(GENERATED, `${name}.ts`);

/** The module that `name` compiles to, as it is stored. */
export async function compileKernel(name) {
  const constants = [`export const WASM =\n  '${await compile(name, OPTIONS)}';\n`];
  if (SHARED.has(name)) constants.push(`export const SHARED_WASM =\n  '${await compile(name, SHARED_OPTIONS)}';\n`);
  return `// Generated from kernels/${name}.ts by scripts/kernels.mjs.\n${constants.join('')}`;
}

async function compile(name, options) {
  let wasm;
  const { error, stderr } = await asc.main([`${name}.ts`, '-o', 'out.wasm', ...options], {
    readFile: (file) => (file === `${name}.ts` ? readFileSync(join(SOURCES, file), 'utf8') : null),
    writeFile: (_, bytes) => (wasm = bytes),
    listFiles: () => [],
  });
  if (error) throw new Error(`${name}: ${stderr.toString()}`);
  return Buffer.from(wasm).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of KERNELS) {
    const module = await compileKernel(name);
    writeFileSync(generatedPath(name), module);
    console.log(`kernels: ${name}, ${module.length} bytes of base64`);
  }
}
