import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { own } from '../telemetry/metrics.js';
import { InstallationGauges } from './installation-gauges.js';
import { MetricsPublisher } from './metrics-publisher.js';

/** Gauges that end like counters, which Prometheus' linter objects to; the same figures are there by type. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

/** Everything there is to scrape: the installation's sums and gauges, and the process that answers. */
@Injectable()
export class Scrape {
  constructor(
    private readonly publisher: MetricsPublisher,
    private readonly gauges: InstallationGauges,
  ) {
    if (own.getSingleMetric('process_start_time_seconds')) return;
    collectDefaultMetrics({ register: own });
    for (const name of MISNAMED) own.removeSingleMetric(name);
  }

  /** Prometheus text exposition format, version 0.0.4. While Redis is away the sums are absent. */
  async exposition(): Promise<string> {
    await this.publisher.publish();
    const sums = await this.publisher.counters.exposition().catch(() => '');
    return `${sums}${await this.gauges.exposition()}${await own.metrics()}`;
  }
}
