import { setTimeout as delay } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { ApiError } from '../common/errors/api-error.js';
import { ENV } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import type { BlobStore } from '../storage/blob-store.js';

/**
 * On a stop uploads that run may end within the grace period, as tasks may; the rest is told to come again. An upload
 * that is merely cut off would hold up the stop for as long as its client likes, or learn nothing.
 */
@Injectable()
export class UploadsInFlight implements BeforeApplicationShutdown {
  private readonly running = new Set<Promise<unknown>>();
  private readonly cutOff = new AbortController();
  private stopping = false;

  constructor(@Inject(ENV) private readonly env: Env) {}

  /** The store as an upload sees it: its `put` throws `unavailable` when the process stops first, and keeps nothing. */
  through(store: Pick<BlobStore, 'put' | 'delete'>): Pick<BlobStore, 'put' | 'delete'> {
    return {
      put: async (source, maxBytes) => {
        if (this.stopping) throw comeAgain();
        const stored = store.put(until(this.cutOff.signal, source), maxBytes);
        this.running.add(stored);
        return stored.finally(() => this.running.delete(stored));
      },
      delete: (key) => store.delete(key),
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const grace = new AbortController();
    const over = delay(this.env.worker.shutdownGraceMs, undefined, { signal: grace.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.running), over]);
    grace.abort();
    this.cutOff.abort();
    await Promise.allSettled(this.running);
  }
}

async function* until(signal: AbortSignal, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let stop = () => undefined as void;
  const cutOff = new Promise<never>((_, reject) => (stop = () => reject(comeAgain())));
  cutOff.catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), cutOff]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // Not awaited: a source that is waiting for its client answers only when that one sends something.
    void chunks.return?.()?.catch(() => undefined);
  }
}

const comeAgain = () =>
  new ApiError('unavailable', 'The service is being restarted and kept nothing of the upload: send it again.', [], {
    'retry-after': '5',
  });
