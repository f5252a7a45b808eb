import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Everything that this product counts, by name. A label's values come from a closed list (a route's template, a code, a
 * family), never from a client: each combination is a time series that somebody's Prometheus keeps.
 */

/** Counters and histograms: added up over all processes of an installation, see monitoring/shared-counters.ts. */
export const totals = new Registry();
/** What the process that answers holds by itself. */
export const own = new Registry();

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const TASK_SECONDS = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
const START_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
  new Counter({ name, help, labelNames: [...labelNames], registers: [totals] });
const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
  new Histogram({ name, help, labelNames: [...labelNames], buckets, registers: [totals] });
const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [own] });

export const requests = histogram(
  'algoapi_http_request_duration_seconds',
  'Time from the first byte of a request to the last of its answer.',
  ['method', 'route', 'status'],
  REQUEST_SECONDS,
);

export const taskWait = histogram(
  'algoapi_task_wait_seconds',
  'Time that a task waited in the queue before its first attempt began.',
  ['kind'],
  TASK_SECONDS,
);
export const taskDuration = histogram(
  'algoapi_task_duration_seconds',
  'Time of one attempt, from its claim to its end.',
  ['kind', 'model_type', 'outcome'],
  TASK_SECONDS,
);
export const stageDuration = histogram(
  'algoapi_task_stage_duration_seconds',
  'Time that a task spent in one stage.',
  ['model_type', 'stage'],
  TASK_SECONDS,
);

export const sandboxStarts = histogram(
  'algoapi_sandbox_start_duration_seconds',
  'Time until a program ran in its sandbox.',
  ['program'],
  START_SECONDS,
);
export const sandboxEnds = counter(
  'algoapi_sandbox_ends_total',
  'Programs that ended, by reason: completed, or why they were stopped.',
  ['program', 'reason'],
);

export const sanitizerIssues = counter(
  'algoapi_sanitizer_issues_total',
  'Cells, rows or lines that the sanitizer reported, by what was wrong and what it did.',
  ['code', 'action'],
);
export const verdicts = counter('algoapi_verification_verdicts_total', 'What the independent checker said of models.', [
  'model_type',
  'verdict',
]);

export const cacheRequests = counter(
  'algoapi_model_cache_requests_total',
  'Models asked for, by whether they were in memory.',
  ['result'],
);
export const cacheBytes = gauge(
  'algoapi_model_cache_bytes',
  'Bytes of the model files whose models this web process holds.',
);
export const cacheModels = gauge('algoapi_model_cache_models', 'Models that this web process holds.');
