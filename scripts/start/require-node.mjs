import fs from 'node:fs';
import { satisfies } from './node-version.mjs';

// Imported first of all, for its effect: what the other modules need may be missing from an older Node.
const { engines } = JSON.parse(fs.readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
if (!satisfies(process.versions.node, engines.node)) {
  console.error(`This needs Node ${engines.node}, and this is ${process.versions.node}.`);
  process.exit(1);
}
