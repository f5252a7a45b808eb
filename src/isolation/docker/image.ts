import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { isolationUnavailable } from '../sandbox-error.js';
import { isStatus } from './daemon.js';
import { NODE_PATH, programPath } from './image-layout.js';
import { IMAGE_LABEL } from './labels.js';
import { digestOf, nodeRuntimeFiles } from './node-runtime.js';
import { tarArchive, type TarEntry } from './tar.js';

const NODE_REPOSITORY = 'algoapi-secure/node';
const PROGRAMS_REPOSITORY = 'algoapi-secure/trainer';
/** Programs of older versions, which another worker may still run. */
const KEPT_VERSIONS = 3;

/** Made here from the running Node, or an image that the operator provides with the same layout (image-layout.ts). */
export type ImageSource =
  | { readonly kind: 'local' }
  | { readonly kind: 'reference'; readonly reference: string; readonly pull: 'never' | 'if-missing' };

export type Progress = (line: string) => void;

/** The id of the image to run, which pins its content; makes or pulls it where it is missing. */
export async function prepareImage(
  docker: Docker,
  source: ImageSource,
  programs: ReadonlyMap<string, string>,
  progress: Progress,
): Promise<string> {
  return source.kind === 'local'
    ? localImage(docker, programs, progress)
    : referencedImage(docker, source.reference, source.pull, progress);
}

async function referencedImage(
  docker: Docker,
  reference: string,
  pull: 'never' | 'if-missing',
  progress: Progress,
): Promise<string> {
  const present = await imageId(docker, reference);
  if (present !== undefined) return present;
  if (pull === 'never') {
    throw isolationUnavailable(`the trainer image ${reference} is not on the Docker host, and pulling is off`);
  }
  progress(`pulling the trainer image ${reference} …`);
  await finished(docker, (await docker.pull(reference)) as Readable);
  const pulled = await imageId(docker, reference);
  if (pulled === undefined) throw isolationUnavailable(`the trainer image ${reference} could not be pulled`);
  return pulled;
}

/** Two layers, each tagged by a digest of its content: Node (132 MB, once per Node version), then the programs. */
async function localImage(docker: Docker, programs: ReadonlyMap<string, string>, progress: Progress): Promise<string> {
  const runtime = await nodeRuntimeFiles();
  const runtimeDigest = await digestOf(runtime);
  const files = await Promise.all(
    [...programs].map(async ([name, file]) => ({
      path: programPath(name),
      mode: 0o444,
      content: new Uint8Array(await readFile(file)),
    })),
  );
  const base = `${NODE_REPOSITORY}:${runtimeDigest.slice(0, 24)}`;
  const digest = await digestOf([...files, { path: base, mode: 0, content: new Uint8Array(0) }]);
  const tag = digest.slice(0, 24);
  const present = await imageId(docker, `${PROGRAMS_REPOSITORY}:${tag}`);
  if (present !== undefined) return present;

  const baseId = (await imageId(docker, base)) ?? (await importRuntime(docker, base, runtime, progress));
  const id = await addPrograms(docker, baseId, files, tag);
  await removeOldVersions(docker);
  return id;
}

async function importRuntime(
  docker: Docker,
  reference: string,
  runtime: readonly TarEntry[],
  progress: Progress,
): Promise<string> {
  progress('making the trainer image (once, about 7 s) …');
  const archive = Readable.from(tarArchive(runtime), { objectMode: false });
  const [repo, tag] = reference.split(':') as [string, string];
  await finished(docker, (await docker.importImage(archive, { repo, tag })) as Readable);
  const id = await imageId(docker, reference);
  if (id === undefined) throw isolationUnavailable('the Docker daemon did not keep the image that was imported');
  return id;
}

/** Through a container that is never started, so that neither a builder nor a shell is needed. */
async function addPrograms(docker: Docker, baseId: string, files: readonly TarEntry[], tag: string): Promise<string> {
  const container = await docker.createContainer({ Image: baseId, Cmd: [NODE_PATH], NetworkDisabled: true });
  try {
    await container.putArchive(Readable.from(tarArchive(files), { objectMode: false }), { path: '/' });
    const changes = `LABEL ${IMAGE_LABEL}=programs\nENTRYPOINT ["${NODE_PATH}"]\nCMD []\nUSER 20000:20000`;
    const { Id } = (await container.commit({ repo: PROGRAMS_REPOSITORY, tag, changes })) as { Id: string };
    return Id;
  } finally {
    await container.remove({ force: true });
  }
}

async function removeOldVersions(docker: Docker): Promise<void> {
  const images = await docker.listImages({ filters: { label: [`${IMAGE_LABEL}=programs`] } });
  const old = images.sort((a, b) => b.Created - a.Created).slice(KEPT_VERSIONS);
  // An image in use, or removed by another worker meanwhile, is none of our business.
  await Promise.allSettled(old.map((image) => docker.getImage(image.Id).remove()));
}

async function imageId(docker: Docker, reference: string): Promise<string | undefined> {
  try {
    return (await docker.getImage(reference).inspect()).Id;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

function finished(docker: Docker, stream: Readable): Promise<void> {
  return new Promise((resolve, reject) =>
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve())),
  );
}
