import { z } from 'zod';

/** What the canary sees from inside the sandbox. It states facts; what they are worth is judged outside, in canary.ts. */
export const CanaryObservation = z.strictObject({
  uid: z.number().int(),
  /** permitted, effective, inheritable, bounding and ambient capabilities, joined */
  capabilities: z.string().max(128),
  no_new_privs: z.boolean(),
  /** of /proc/self/status: 0 off, 1 strict, 2 filter */
  seccomp_mode: z.number().int(),
  /** error code of an attempt, or `ok` */
  internet_socket: z.string().max(64),
  exec_from_tmp: z.string().max(64),
  root_mounted_read_only: z.boolean(),
  /** of the places tried, those that could be written to, read or listed */
  writable: z.array(z.string().max(64)).max(32),
  readable: z.array(z.string().max(64)).max(32),
  interfaces: z.array(z.string().max(64)).max(256),
  /** processes that are neither the canary, its init nor its children */
  foreign_processes: z.number().int(),
  environment: z.array(z.string().max(128)).max(256),
  tmp_writable: z.boolean(),
  /** null: no limit that could be read */
  tmp_bytes: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  pids: z.number().nullable(),
  cpus: z.number().nullable(),
  cpu_seconds: z.number().nullable(),
  core_bytes: z.number().nullable(),
  gvisor: z.boolean(),
});
export type CanaryObservation = z.infer<typeof CanaryObservation>;
