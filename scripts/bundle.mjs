/**
 * Bundles each program of the sandbox into one file, `dist/sandbox/<name>.mjs`: the image holds Node and these files,
 * nothing else. An entry that does not exist yet is skipped. Output depends on the sources alone, never on paths,
 * since the image is tagged by a digest of it. `verify` is bundled too: it runs where nobody installed dependencies.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const PROGRAMS = new Map([
  ['sandbox/trainer', 'dist/trainer/main.js'],
  ['sandbox/checker', 'dist/verification/checker/main.js'],
  ['sandbox/canary', 'dist/isolation/programs/canary.js'],
  ['bin/verify', 'dist/verification/bin/verify.js'],
]);

for (const [name, entry] of PROGRAMS) {
  if (!existsSync(join(root, entry))) {
    console.log(`bundle: ${name} skipped, ${entry} does not exist`);
    continue;
  }
  const outfile = `dist/${name}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
    // CommonJS dependencies look for `require`, which an ES module does not have.
    banner: {
      js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);",
    },
  });
  console.log(`bundle: ${name} -> ${outfile}`);
}
