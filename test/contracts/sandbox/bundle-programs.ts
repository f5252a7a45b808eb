import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles programs (name → TypeScript source) as scripts/bundle.mjs does, into a directory of the test's own. */
export async function bundlePrograms(sources: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-programs-'));
  const bundled = new Map<string, string>();
  for (const [name, entry] of sources) {
    const outfile = join(directory, `${name}.mjs`);
    await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
    bundled.set(name, outfile);
  }
  return bundled;
}

/** The launcher of the process sandbox, below the repository so that its optional dependency can be resolved. */
export async function bundleLauncher(): Promise<string> {
  const cache = fileURLToPath(new URL('../../../.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  const outfile = join(await mkdtemp(join(cache, 'jail-')), 'main.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/isolation/process/jail/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['koffi'],
  });
  return outfile;
}
