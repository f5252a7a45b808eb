import { existsSync } from 'node:fs';

/** The folder of a corpus. A corpus that is not on the machine is named, with where it comes from, and the bench ends. */
export function corpusFolder(path, { name, origin, usage }) {
  if (path && existsSync(path)) return path;
  const where = path ? `${path} does not exist` : 'no folder was named';
  console.log(`not measured: ${name} is not here (${where}). Get ${origin}, then: ${usage}`);
  process.exit(0);
}
