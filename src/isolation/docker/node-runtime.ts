import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isolationUnavailable } from '../sandbox-error.js';
import { NODE_PATH } from './image-layout.js';
import type { TarEntry } from './tar.js';

interface RuntimeReport {
  readonly sharedObjects: readonly string[];
}

const directory = (path: string, mode: number): TarEntry => ({ path: `${path}/`, mode, content: new Uint8Array(0) });
/** What a container runtime mounts on, and where the programs go. */
const DIRECTORIES = [
  ...['dev', 'etc', 'proc', 'sys', 'sandbox'].map((path) => directory(path, 0o755)),
  directory('tmp', 0o1777),
];

/**
 * The Node that runs this very code and the shared libraries that it has loaded, as the dynamic loader reports them:
 * all that an image needs to run a script. Only a Linux process can give an image for Linux.
 */
export async function nodeRuntimeFiles(): Promise<readonly TarEntry[]> {
  if (process.platform !== 'linux') {
    throw isolationUnavailable(
      `a trainer image cannot be made from Node for ${process.platform}; set TRAINER_IMAGE to one that holds the programs`,
    );
  }
  const report = process.report.getReport() as unknown as RuntimeReport;
  // Add-ons of this process are not part of Node; the vDSO is no file.
  const libraries = report.sharedObjects.filter((path) => path.startsWith('/') && !path.endsWith('.node'));
  const files = [[NODE_PATH, process.execPath], ...libraries.map((path) => [path, path])] as [string, string][];
  return [
    ...DIRECTORIES,
    ...(await Promise.all(
      files.map(async ([path, file]) => ({ path, mode: 0o755, content: { file, size: (await stat(file)).size } })),
    )),
  ];
}

/** SHA-256, lower-case hex, over paths, modes and bytes. */
export async function digestOf(entries: readonly TarEntry[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { path, mode, content } of entries) {
    const size = content instanceof Uint8Array ? content.length : content.size;
    hash.update(`${path}\0${mode}\0${size}\0`);
    if (content instanceof Uint8Array) hash.update(content);
    else
      for await (const chunk of createReadStream(content.file, { highWaterMark: 1 << 20 }))
        hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
