import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from './client.js';
import { ProductProcess } from './process.js';
import { freePort, freshDatabase, freshRedis } from './services.js';

export interface Options {
  readonly workers?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}

/** The whole product as its operator runs it: a web process and workers on real PostgreSQL, Redis and Docker. */
export class Installation {
  readonly workers: ProductProcess[] = [];
  private readonly others: ProductProcess[] = [];
  web: ProductProcess;

  private constructor(
    readonly database: Awaited<ReturnType<typeof freshDatabase>>,
    readonly directory: string,
    readonly port: number,
    readonly monitoringPort: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start({ workers = 1, env = {}, port }: Options = {}): Promise<Installation> {
    const database = await freshDatabase();
    const directory = await mkdtemp(join(tmpdir(), 'algoapi-e2e-'));
    const [http, monitoring] = [port ?? (await freePort()), await freePort()];
    const installation = new Installation(database, directory, http, monitoring, {
      DATABASE_URL: database.url,
      REDIS_URL: await freshRedis(),
      PORT: String(http),
      MONITORING_PORT: String(monitoring),
      DATA_DIR: directory,
      KEY_CREATIONS_PER_HOUR: '10000',
      REQUESTS_PER_MINUTE: '1000000',
      ...env,
    });
    installation.startWeb();
    for (let i = 0; i < workers; i++) installation.startWorker();
    await installation.untilHealthy(workers);
    return installation;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Everything that every process printed. */
  get output(): string {
    return [this.web, ...this.workers].map(({ output }) => output).join('\n');
  }

  /** A new account. */
  client(): Promise<Client> {
    return Client.open(this.url);
  }

  startWeb(): void {
    this.web = new ProductProcess('web', this.env);
  }

  /** A second web process beside the first; answers its port once it listens. */
  async startAnotherWeb(): Promise<number> {
    const port = await freePort();
    const ports = { PORT: String(port), MONITORING_PORT: String(await freePort()) };
    this.others.push(new ProductProcess('web', { ...this.env, ...ports }));
    for (const end = Date.now() + 60_000; Date.now() < end; await delay(100)) {
      const live = await fetch(`http://localhost:${port}/health/live`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (live) return port;
    }
    throw new Error(`the second web process does not listen\n${this.others.at(-1).output}`);
  }

  startWorker(): ProductProcess {
    const worker = new ProductProcess('worker', this.env);
    this.workers.push(worker);
    return worker;
  }

  async untilHealthy(workers: number): Promise<void> {
    for (const end = Date.now() + 60_000; ; await delay(100)) {
      const health = await fetch(`${this.url}/health`).then(
        (r) => r.json() as Promise<{ workers: number }>,
        () => null,
      );
      if (health && health.workers >= workers) return;
      if (this.web.ended || Date.now() > end) throw new Error(`not healthy: ${JSON.stringify(health)}\n${this.output}`);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.web, ...this.others, ...this.workers].map((process) => process.end()));
    await this.database.drop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
