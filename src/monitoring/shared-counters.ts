import type { Redis } from 'ioredis';
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

/** One hash for the installation: the name of a sample with its labels, as it is exposed → its sum over all processes. */
const KEY = 'metrics:1';

type Sample = MetricValue<string> & { readonly metricName?: string };

/**
 * Counters and histograms of all processes, added up in Redis. A worker listens on nothing and a platform's balancer
 * reaches one web process of several, so no scraper sees each process: any web process answers for all of them. What a
 * process added stays when it ends, so sums never fall but when Redis was emptied, which is a counter's usual reset.
 */
export class SharedCounters {
  private readonly told = new Map<string, number>();

  constructor(
    private readonly redis: Redis,
    private readonly registry: Registry,
  ) {}

  /** Adds what was counted since the last time. What Redis did not take is added the next time. */
  async publish(): Promise<void> {
    const increments: [sample: string, now: number, increment: number][] = [];
    for (const [sample, now] of await this.samples()) {
      const told = this.told.get(sample);
      // A zero is told once: a histogram whose lower buckets are absent gives wrong quantiles.
      if (told !== now) increments.push([sample, now, now - (told ?? 0)]);
    }
    if (increments.length === 0) return;
    const added = this.redis.multi();
    for (const [sample, , increment] of increments) added.hincrbyfloat(KEY, sample, increment);
    await added.exec();
    for (const [sample, now] of increments) this.told.set(sample, now);
  }

  /** The sums of all processes in the text exposition format, version 0.0.4. */
  async exposition(): Promise<string> {
    const sums = new Map(Object.entries(await this.redis.hgetall(KEY)));
    const metrics = await this.registry.getMetricsAsJSON();
    return metrics.map((metric) => block(metric, sums)).join('');
  }

  private async samples(): Promise<Map<string, number>> {
    const metrics = (await this.registry.getMetricsAsJSON()) as MetricObjectWithValues<Sample>[];
    return new Map(
      metrics.flatMap(({ name, values }) =>
        values.map((value) => [sampleName(value.metricName ?? name, value), value.value]),
      ),
    );
  }
}

function sampleName(name: string, { labels }: Sample): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(String(value))}"`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');

function block(
  { name, help, type }: { name: string; help: string; type: unknown },
  sums: ReadonlyMap<string, string>,
): string {
  const own = new Set([name, `${name}_bucket`, `${name}_sum`, `${name}_count`]);
  const lines = [...sums]
    .filter(([sample]) => own.has(sample.split('{')[0]!))
    .map(([sample, sum]) => `${sample} ${sum}\n`);
  if (lines.length === 0) return '';
  return `# HELP ${name} ${help}\n# TYPE ${name} ${String(type)}\n${lines.sort().join('')}\n`;
}
