import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { prepareImage } from '../../src/isolation/docker/image.js';
import { tarArchive } from '../../src/isolation/docker/tar.js';
import { PERL, perlLibraries } from './perl.js';

/** The product's own image with Perl added to it. Returns the image's id; remove it afterwards. */
export async function probeImage(docker: Docker, programs: ReadonlyMap<string, string>): Promise<string> {
  const base = await prepareImage(docker, { kind: 'local' }, programs, () => undefined);
  const files = await Promise.all(
    [PERL, ...perlLibraries()].map(async (path) => ({
      path,
      mode: 0o755,
      content: new Uint8Array(await readFile(path)),
    })),
  );
  const container = await docker.createContainer({ Image: base });
  try {
    await container.putArchive(Readable.from(tarArchive(files), { objectMode: false }), { path: '/' });
    const { Id } = (await container.commit()) as { Id: string };
    return Id;
  } finally {
    await container.remove({ force: true });
  }
}
