import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/services/ports.mjs';

const MAIN = path.resolve(import.meta.dirname, '../../dist/main.js');

/** The product's own processes, and their replacement one by one. */
export class Fleet {
  #env;
  #webs = [];
  #workers = [];

  constructor(env) {
    this.#env = {
      PATH: process.env.PATH,
      ...(process.env.DOCKER_HOST && { DOCKER_HOST: process.env.DOCKER_HOST }),
      ...env,
    };
  }

  get webPorts() {
    return this.#webs.map(({ port }) => port);
  }

  async startWeb(port) {
    const web = { port: port ?? (await freePort()), monitoring: await freePort() };
    web.child = this.#start({ APP_MODE: 'web', PORT: String(web.port), MONITORING_PORT: String(web.monitoring) });
    this.#webs.push(web);
    await until(() => answers(`http://127.0.0.1:${web.port}/health/ready`));
  }

  startWorker() {
    this.#workers.push(this.#start({ APP_MODE: 'worker' }));
  }

  async untilWorkers(url, count) {
    await until(
      async () =>
        (
          await fetch(`${url}/health`).then(
            (r) => r.json(),
            () => ({}),
          )
        ).workers >= count,
    );
  }

  /** Web processes first, each on its port again; then the workers, a new one before an old one goes. */
  async roll(say) {
    for (const { port, child } of [...this.#webs]) {
      await end(child);
      this.#webs.shift();
      await this.startWeb(port);
      say(`a new web process on ${port}`);
    }
    for (const child of [...this.#workers]) {
      this.startWorker();
      await end(child);
      this.#workers.shift();
      say('a new worker');
    }
  }

  async stop() {
    await Promise.all([...this.#webs.map(({ child }) => child), ...this.#workers].map(end));
  }

  #start(env) {
    return spawn(process.execPath, [MAIN], { env: { ...this.#env, ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
  }
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

const answers = (url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

async function until(reached, seconds = 600) {
  for (const end = Date.now() + seconds * 1000; !(await reached()); await delay(200)) {
    if (Date.now() > end) throw new Error('it did not come up');
  }
}
