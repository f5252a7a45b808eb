import { setTimeout as delay } from 'node:timers/promises';
import { outageOf } from '../../common/errors/outage.js';

const AGAIN_MS = 500;
/** Less than a lease: a worker that comes too late finds its task in other hands. */
const GIVE_UP_MS = 20_000;

/**
 * Tries again while the database is away: hours of training must not be lost to a restart of a few seconds. The work has
 * to be repeatable, since the first try may have succeeded without an answer.
 */
export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + GIVE_UP_MS; ; await delay(AGAIN_MS)) {
    try {
      return await work();
    } catch (error) {
      if (outageOf(error) !== 'unavailable' || Date.now() > end) throw error;
    }
  }
}
