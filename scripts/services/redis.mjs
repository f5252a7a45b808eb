import { createHash } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endOrphan, startChild } from './child.mjs';
import { keptSecret, openLog, privateFolder, tail, writePrivately } from './files.mjs';
import { MissingService } from './missing.mjs';
import { freePort } from './ports.mjs';
import { redisConfig } from './redis-config.mjs';
import { redisImage, startRedisContainer } from './redis-in-docker.mjs';
import { howToInstallRedis, redisProgram } from './redis-program.mjs';
import { redisAnswers } from './redis-protocol.mjs';

const name = 'redis';

/**
 * A Redis of our own on a free loopback port, its data kept in the state: the program on the PATH, else a container.
 *
 * @typedef {{ url: string, what: string, child: import('./child.mjs').Child }} Redis
 * @param {import('./state.mjs').State} state
 * @param {(line: string) => void} say
 * @returns {Promise<Redis>}
 * @throws {MissingService} naming the command that installs it
 */
export async function startRedis(state, say) {
  const folder = path.join(state.home, 'redis');
  const log = path.join(state.logs, 'redis.log');
  await endOrphan(state.run, name);
  privateFolder(folder, state.account);
  const place = { folder, port: await freePort(), password: keptSecret(path.join(state.data, 'redis-password')) };
  const program = redisProgram(say);
  const { what, child } = program ? launch(program, place, log, state) : await launchInDocker(place, state);
  while (!(await redisAnswers(place.port, place.password))) {
    if (child.ended() !== undefined) throw new Error(`Redis did not start (${child.ended()}):\n${tail(log)}`);
    await delay(20);
  }
  return { url: `redis://:${place.password}@127.0.0.1:${place.port}/0`, what, child };
}

function launch(program, place, log, state) {
  const output = openLog(log);
  const child = startChild({
    name,
    run: state.run,
    command: program,
    args: [writeConfig(place, '127.0.0.1', state.account)],
    spawn: { ...state.account, cwd: '/', stdio: ['ignore', output, output] },
  });
  return { child, what: `${program} on 127.0.0.1:${place.port}` };
}

async function launchInDocker(place, state) {
  const image = await redisImage();
  if (image === undefined) throw new MissingService('Redis', `not found; ${howToInstallRedis()}`);
  // Inside the container it listens on every interface of its own; Docker publishes it on loopback.
  const config = writeConfig(place, '0.0.0.0', state.account);
  const id = createHash('sha256').update(place.folder).digest('hex').slice(0, 12);
  const child = await startRedisContainer({ ...place, image, config, name: `algoapi-redis-${id}` });
  return { child, what: `${image} in Docker on 127.0.0.1:${place.port}` };
}

function writeConfig({ folder, port, password }, bind, account) {
  const file = path.join(folder, 'redis.conf');
  writePrivately(file, redisConfig({ port, bind, folder, password }), account);
  return file;
}
