import type { Heartbeat, IsolationReport } from '../contracts/worker.js';

type Summary = Pick<IsolationReport, 'docker_available' | 'isolation' | 'isolation_backend' | 'missing'>;

/** From best to worst. */
const ORDER: readonly IsolationReport['isolation'][] = ['enabled', 'degraded', 'unavailable', 'disabled'];

const NOBODY: Summary = {
  docker_available: false,
  isolation: 'unavailable',
  isolation_backend: 'unavailable',
  missing: [],
};

/** What may be promised of all workers together: any of them may get the next task, so the worst one decides. */
export function summarize(workers: readonly Heartbeat[]): Summary {
  const [worst] = workers
    .map(({ isolation }) => isolation)
    .sort((a, b) => ORDER.indexOf(b.isolation) - ORDER.indexOf(a.isolation));
  if (!worst) return NOBODY;
  const { isolation, isolation_backend, missing } = worst;
  return {
    docker_available: workers.every((worker) => worker.isolation.docker_available),
    isolation,
    isolation_backend,
    missing,
  };
}
