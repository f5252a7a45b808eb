import { z } from 'zod';

/**
 * Between a worker and the runner, over one connection per request, in the frames of contracts/frames.ts: messages as
 * JSON, chunks as raw bytes of the program's stdin (to the runner) or stdout (from it). The runner speaks first.
 */
const Hex256 = z.string().regex(/^[0-9a-f]{64}$/);
const RunId = z.uuid();

/** HMAC-SHA-256 of the nonce under the shared token: the token itself never travels. */
const Proof = { proof: Hex256 };

export const RunnerSpec = z.strictObject({
  taskId: z.string().max(64),
  program: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  limits: z.strictObject({
    memoryBytes: z.number().int().positive(),
    cpus: z.number().positive(),
    cpuSeconds: z.number().positive(),
    maxStdoutBytes: z.number().int().positive(),
  }),
});

export const WorkerToRunner = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('run'), ...Proof, spec: RunnerSpec }),
  z.strictObject({ type: z.literal('stdin_end') }),
  z.strictObject({ type: z.literal('kill'), ...Proof, run: RunId }),
]);
export type WorkerToRunner = z.infer<typeof WorkerToRunner>;

export const RunnerToWorker = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), nonce: Hex256 }),
  z.strictObject({
    type: z.literal('started'),
    run: RunId,
    confinement: z.enum(['container-gvisor', 'container', 'process-confined', 'process-seccomp-only', 'none']),
  }),
  /** sent while nothing else is, so that each side notices the other's end */
  z.strictObject({ type: z.literal('alive') }),
  z.strictObject({ type: z.literal('exit'), code: z.number().int(), oomKilled: z.boolean(), stderr: z.string() }),
  z.strictObject({ type: z.literal('killed') }),
  z.strictObject({
    type: z.literal('error'),
    code: z.enum(['output_limit', 'isolation_unavailable', 'cancelled']),
    message: z.string(),
    retryable: z.boolean(),
  }),
]);
export type RunnerToWorker = z.infer<typeof RunnerToWorker>;
