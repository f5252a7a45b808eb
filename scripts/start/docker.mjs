import { spawnSync } from 'node:child_process';
import Docker from 'dockerode';
import { onPath } from '../services/debian.mjs';
import { dockerAnswers, hasSystemd, startDockerd } from '../services/docker-engine.mjs';

/**
 * Trainings are isolated in containers where a Docker daemon answers. One that is installed and not running is started
 * if we are root; nothing is installed, since isolation then falls back and says so.
 *
 * @param {import('../services/state.mjs').State} state
 * @param {(line: string) => void} say
 * @returns {Promise<(() => Promise<void>) | undefined>} stops what was started here
 */
export async function wakeDocker(state, say) {
  if (process.env.DOCKER_HOST || process.getuid?.() !== 0 || (await dockerAnswers())) return undefined;
  if (!onPath('dockerd', '--version')) return undefined;
  if (hasSystemd()) {
    say('Docker is installed and not running: starting its service');
    spawnSync('systemctl', ['start', 'docker'], { stdio: 'ignore' });
    return undefined;
  }
  say('Docker is installed and not running: starting dockerd');
  try {
    const { child } = await startDockerd(state);
    return () => stopUnlessUsed(child, say);
  } catch (error) {
    say(error.message);
    return undefined;
  }
}

/** Somebody else may have begun to use the daemon meanwhile. */
async function stopUnlessUsed(child, say) {
  const running = await new Docker().listContainers().catch(() => []);
  if (running.length === 0) return child.stop();
  say(`dockerd (pid ${child.pid}) stays up: ${running.length} container(s) run in it`);
}
