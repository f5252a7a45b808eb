import { z } from 'zod';

/** What a canary measured of the isolation, not what was configured; see the README's security model. */
export const IsolationReport = z.object({
  docker_available: z.boolean(),
  isolation: z.enum(['enabled', 'degraded', 'unavailable', 'disabled']),
  isolation_backend: z.enum([
    'container-gvisor',
    'container',
    'container-partial',
    'process-confined',
    'process-seccomp-only',
    'none',
    'unavailable',
  ]),
  /** guarantees of the full container that were not found */
  missing: z.array(z.string().max(64)).max(64),
  measured_at: z.string(),
});
export type IsolationReport = z.infer<typeof IsolationReport>;

/** A worker's sign of life, which the web process reads: it never touches Docker itself. */
export const Heartbeat = z.object({
  id: z.string().max(64),
  host: z.string().max(255),
  pid: z.number().int(),
  since: z.string(),
  seen_at: z.string(),
  concurrency: z.number().int(),
  running: z.array(z.string().max(64)).max(1024),
  isolation: IsolationReport,
});
export type Heartbeat = z.infer<typeof Heartbeat>;
