import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

const AT_ONCE = 8;
const LOOK_EVERY_MS = 200;
/** Fifty rows with two columns to learn from and something to repair. */
const ROWS = Array.from({ length: 50 }, (_, i) => `${i},${(i * 7) % 13},${i % 9 === 0 ? '' : i * 2 + ((i * 7) % 13)}`);
const CSV = `a,b,y\n${ROWS.join('\n')}\n`;

/** One client: submits tasks, and all along reads as a user would, counting what does not answer well. */
export class Load {
  #url;
  #headers;
  #kind;
  #watching = true;

  static async open(url, kind) {
    const response = await fetch(`${url}/api/v1/keys/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'load', email: 'load@example.com' }),
    });
    return new Load(url, (await response.json()).api_key, kind);
  }

  constructor(url, key, kind) {
    this.#url = url;
    this.#headers = { 'x-api-key': key };
    this.#kind = kind;
  }

  async submit(count) {
    let left = count;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (left-- > 0) await this.#submitOne();
      }),
    );
  }

  /** With an Idempotency-Key: sent again after a lost answer, it is still one task. */
  async #submitOne() {
    const headers = { ...this.#headers, 'idempotency-key': randomUUID() };
    for (let tries = 0; ; tries++) {
      const form = new FormData();
      form.append('model_type', 'regression');
      if (this.#kind === 'train') form.append('algorithm', 'ridge');
      form.append('file', new Blob([CSV]), 'tiny.csv');
      const response = await fetch(`${this.#url}/api/v1/${this.#kind}`, { method: 'POST', headers, body: form }).catch(
        () => null,
      );
      if (response?.status === 202) return void (await response.body?.cancel());
      if (tries === 5) throw new Error(`not accepted: ${response?.status} ${await response?.text()}`);
      await delay(500);
    }
  }

  async watch() {
    const probes = { sent: 0, failed: 0 };
    for (; this.#watching; await delay(LOOK_EVERY_MS)) {
      probes.sent += 1;
      const response = await fetch(`${this.#url}/api/v1/tasks?limit=1`, { headers: this.#headers }).catch(() => null);
      if (response?.status !== 200) probes.failed += 1;
      await response?.body?.cancel();
    }
    return probes;
  }

  endWatching(watching) {
    this.#watching = false;
    return watching;
  }
}
