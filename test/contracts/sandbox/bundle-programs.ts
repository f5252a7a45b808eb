import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Below the repository, so that what is not bundled can be resolved. */
const OUTPUT = fileURLToPath(new URL('../../../.cache/sandbox-tests/', import.meta.url));

/** Bundles programs (name → TypeScript source) as scripts/bundle.mjs does. */
export async function bundlePrograms(sources: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const bundled = new Map<string, string>();
  for (const [name, entry] of sources) {
    const outfile = join(OUTPUT, `${name}.mjs`);
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: ['koffi', 'dockerode'],
    });
    bundled.set(name, outfile);
  }
  return bundled;
}
