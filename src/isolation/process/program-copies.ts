import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxOwner } from '../sandbox.js';

const PREFIX = 'algoapi-sandbox-';
const OWNER_FILE = 'owner.json';

/**
 * Copies the programs to where a user other than the worker's may read them, and nobody may write.
 * Returns the directory and the copies by name.
 */
export async function copyPrograms(
  root: string,
  owner: SandboxOwner,
  programs: ReadonlyMap<string, string>,
): Promise<{ directory: string; copies: Map<string, string> }> {
  await mkdir(root, { recursive: true });
  const directory = await mkdtemp(join(root, PREFIX));
  await writeFile(join(directory, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
  const copies = new Map<string, string>();
  for (const [name, source] of programs) {
    const copy = join(directory, `${name}.mjs`);
    await copyFile(source, copy);
    await chmod(copy, 0o444);
    copies.set(name, copy);
  }
  await chmod(directory, 0o755);
  return { directory, copies };
}

/** Removes the directories that other instances of this installation left behind. */
export async function sweepCopies(
  root: string,
  own: SandboxOwner,
  isAlive: (owner: SandboxOwner) => boolean | Promise<boolean>,
): Promise<number> {
  let swept = 0;
  for (const name of (await readdir(root)).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = await ownerOf(join(root, name, OWNER_FILE));
    if (owner === undefined || owner.app !== own.app || owner.instance === own.instance) continue;
    if (await isAlive(owner)) continue;
    await rm(join(root, name), { recursive: true, force: true });
    swept++;
  }
  return swept;
}

/** Undefined for what is not ours: another user's, another program's, or half made. */
async function ownerOf(path: string): Promise<SandboxOwner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as SandboxOwner;
  } catch {
    return undefined;
  }
}
