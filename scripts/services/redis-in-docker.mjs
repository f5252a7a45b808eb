import Docker from 'dockerode';
import fs from 'node:fs';
import path from 'node:path';

const images = /^(docker\.io\/)?(library\/)?(redis|valkey|valkey\/valkey):/;

/** @returns {Promise<string | undefined>} the name of a Redis image that the Docker daemon already has */
export async function redisImage() {
  try {
    const all = await new Docker({ timeout: 5000 }).listImages();
    return all.flatMap((image) => image.RepoTags ?? []).find((tag) => images.test(tag));
  } catch {
    return undefined;
  }
}

/**
 * Runs it as this user, so that the 0600 configuration stays readable to it alone, published on loopback only.
 *
 * @param {{ image: string, folder: string, config: string, port: number, name: string }} options
 *   `folder` is mounted at itself; `config` lies in it
 * @returns {Promise<import('./child.mjs').Child>}
 */
export async function startRedisContainer({ image, folder, config, port, name }) {
  const docker = new Docker();
  await removeContainer(docker, name);
  const owner = fs.statSync(folder);
  const container = await docker.createContainer({
    name,
    Image: image,
    User: `${owner.uid}:${owner.gid}`,
    Entrypoint: [image.includes('valkey') ? 'valkey-server' : 'redis-server'],
    Cmd: [path.join(folder, path.basename(config))],
    HostConfig: {
      Binds: [`${folder}:${folder}`],
      PortBindings: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
    },
    ExposedPorts: { [`${port}/tcp`]: {} },
  });
  await container.start();
  let ended;
  const exited = container.wait().then(
    ({ StatusCode }) => (ended = `code ${StatusCode}`),
    () => (ended = 'the Docker daemon went away'),
  );
  return {
    pid: (await container.inspect()).State.Pid,
    exited,
    ended: () => ended,
    signal: (signal) => void container.kill({ signal }).catch(() => undefined),
    stop: () => removeContainer(docker, name),
  };
}

/** Asked to end first: Redis then writes what the append-only file lacks. */
async function removeContainer(docker, name) {
  const container = docker.getContainer(name);
  await container.stop({ t: 20 }).catch(() => undefined);
  await container.remove({ force: true }).catch(() => undefined);
}
