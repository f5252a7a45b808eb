import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What a piece of code is working for, carried along by Node through every await: whoever logs, stores or calls on need
 * not hand it on. Ids of ours, or a client's that were checked; they are the only link between the logs of two processes.
 */
export interface WorkContext {
  readonly requestId?: string;
  readonly taskId?: string;
  /** W3C Trace Context, level 1: what is done now is a part of this span */
  readonly traceparent?: string;
}

const storage = new AsyncLocalStorage<WorkContext>();

/** Runs `work`, and all that it starts, as a part of what is done already. */
export function within<T>(context: WorkContext, work: () => T): T {
  return storage.run({ ...currentWork(), ...context }, work);
}

export const currentWork = (): WorkContext => storage.getStore() ?? {};

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The header's value where it is valid (W3C Trace Context, 3.2); a client's nonsense is dropped, as the standard asks. */
export function parseTraceparent(header: unknown): string | undefined {
  return typeof header === 'string' && TRACEPARENT.test(header) ? header : undefined;
}

/** A client's own id for its request, where it is short and plain enough to stand in a log line. */
export function parseRequestId(header: unknown): string | undefined {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : undefined;
}
