import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

/** A module of the built product: benches measure what is shipped. DIST overrides where it stands. */
export function load(module) {
  const dist = process.env.DIST ?? resolve(import.meta.dirname, '../../dist');
  const path = resolve(dist, module);
  if (!existsSync(path)) throw new Error(`${path} is missing: run "npm run build" first`);
  return import(pathToFileURL(path).href);
}
