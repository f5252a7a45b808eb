import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { WorkerRegistry } from '../monitoring/worker-registry.js';
import { HealthView } from './health.dto.js';
import { HealthIndicators } from './health.indicators.js';
import { summarize } from './isolation-summary.js';

/** The seed's own word for this line of versions. */
const VERSION = '2.0.0-secure';

@Injectable()
export class HealthService {
  private stopping = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicators,
    private readonly workers: WorkerRegistry,
  ) {}

  /** No new requests are wanted: the orchestrator takes this process out before its server closes. */
  stop(): void {
    this.stopping = true;
  }

  async report(): Promise<HealthView> {
    const { status, details } = await this.check();
    const workers = await this.workers.alive().catch(() => []);
    const isolation = summarize(workers);
    const works = status === 'ok';
    const full = workers.length > 0 && isolation.isolation === 'enabled';
    return {
      status: !works ? 'unhealthy' : full ? 'healthy' : 'degraded',
      version: VERSION,
      ...isolation,
      workers: workers.length,
      checks: Object.fromEntries(
        Object.entries(details).map(([name, { status: state, ...figures }]) => [name, { ...figures, status: state }]),
      ),
    };
  }

  async isReady(): Promise<boolean> {
    return !this.stopping && (await this.check()).status === 'ok';
  }

  private async check(): Promise<HealthCheckResult> {
    try {
      return await this.health.check(this.indicators.all);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}
