/** Injection token: this start of this worker process. */
export const WORKER_ID = Symbol('WORKER_ID');
