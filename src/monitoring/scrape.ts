import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { own } from '../telemetry/metrics.js';
import { InstallationGauges } from './installation-gauges.js';
import { MetricsPublisher } from './metrics-publisher.js';

/** Everything there is to scrape: the installation's sums and gauges, and the process that answers. */
@Injectable()
export class Scrape {
  private readonly process: Registry = own;

  constructor(
    private readonly publisher: MetricsPublisher,
    private readonly gauges: InstallationGauges,
  ) {
    if (!this.process.getSingleMetric('process_start_time_seconds')) collectDefaultMetrics({ register: this.process });
  }

  /** Prometheus text exposition format, version 0.0.4. While Redis is away the sums are absent. */
  async exposition(): Promise<string> {
    await this.publisher.publish();
    const sums = await this.publisher.counters.exposition().catch(() => '');
    return `${sums}${await this.gauges.exposition()}${await this.process.metrics()}`;
  }
}
