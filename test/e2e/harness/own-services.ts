import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedPort } from '../../../bench/chaos/fixed-port.mjs';
import { serviceAccount } from '../../../scripts/services/account.mjs';
import { startPostgres } from '../../../scripts/services/postgres.mjs';
import { startRedis } from '../../../scripts/services/redis.mjs';
import { openState, type State } from '../../../scripts/services/state.mjs';

interface Running {
  readonly url: string;
  readonly child: { stop(): Promise<void> };
}

/** PostgreSQL or Redis of the test's own, which can go and come back behind one address, its data kept. */
export class OwnService {
  private constructor(
    private readonly launch: () => Promise<Running>,
    private readonly door: FixedPort,
    private running: Running,
  ) {
    this.lead();
  }

  static async start(launch: () => Promise<Running>): Promise<OwnService> {
    return new OwnService(launch, await FixedPort.open(), await launch());
  }

  get url(): string {
    return this.door.rewrite(this.running.url);
  }

  async goAway(): Promise<void> {
    await this.running.child.stop();
    this.door.close();
  }

  async comeBack(): Promise<void> {
    this.running = await this.launch();
    this.lead();
  }

  async end(): Promise<void> {
    this.door.shut();
    await this.running.child.stop();
  }

  private lead(): void {
    this.door.leadTo(Number(new URL(this.running.url).port));
  }
}

/** Both of them; `postgres` knows one database, which is the product's. */
export async function ownServices(): Promise<{ postgres: OwnService; redis: OwnService; end: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'algoapi-e2e-'));
  const state: State = openState(join(folder, 'state'), serviceAccount());
  const postgres = await OwnService.start(() => startPostgres(state));
  const redis = await OwnService.start(() => startRedis(state, () => undefined));
  const end = async () => {
    await Promise.all([postgres.end(), redis.end()]);
    await rm(folder, { recursive: true, force: true });
  };
  return { postgres, redis, end };
}
