import { canonicalJson } from '../contracts/canonical-json.js';
import { type TrainJob } from '../contracts/job.js';
import { sha256 } from './node-port.js';

export interface Seed {
  readonly value: number;
  readonly source: 'client' | 'derived';
}

/**
 * The client's seed, or the first 53 bits of SHA-256 over `<dataset sha256>\n<canonical JSON of the request>\n<version>`: who
 * would shop for a lucky seed has to change the data or the request, and the certificate shows both.
 */
export function seedOf(job: TrainJob): Seed {
  if (job.seed !== null) return { value: job.seed, source: 'client' };
  const { model_type, algorithm, hyperparameters, metric, columns, target, options } = job;
  const config = canonicalJson({ model_type, algorithm, hyperparameters, metric, columns, target, options });
  const digest = sha256(new TextEncoder().encode(`${job.dataset_sha256}\n${config}\n${job.code_version}`));
  // 14 hex digits are 56 bits.
  return { value: Number(BigInt(`0x${digest.slice(0, 14)}`) >> 3n), source: 'derived' };
}
