import { randomUUID } from 'node:crypto';
import { currentWork } from '../common/work-context.js';

const TIMEOUT_MS = 3_000;
/** A fault that repeats is known after the first few; a flood of them must not become one of requests. */
const MOST_PER_MINUTE = 30;
const MOST_FRAMES = 50;

export interface SentryOptions {
  /** https://KEY@HOST/PROJECT */
  readonly dsn: string;
  readonly role: string;
  readonly release: string;
}

/**
 * Tells Sentry (envelope endpoint, protocol 7) of faults of ours. Scrubbed by what is sent, not by what is taken out: a
 * message of ours, the classes and codes of the errors and where in our files they were thrown. The text of an error is
 * never sent: it may quote a row, a file's name or an address. The ids lead to the log line that holds the rest.
 */
export class Sentry {
  private readonly url: string;
  private readonly key: string;
  private readonly sending = new Set<Promise<void>>();
  private minute = 0;
  private sentInMinute = 0;

  constructor(private readonly options: SentryOptions) {
    const { protocol, host, pathname, username } = new URL(options.dsn);
    const project = pathname.split('/').at(-1)!;
    this.url = `${protocol}//${host}${pathname.slice(0, -project.length)}api/${project}/envelope/`;
    this.key = username;
  }

  readonly report = (message: string, err: unknown): void => {
    const minute = Math.floor(Date.now() / 60_000);
    if (minute !== this.minute) [this.minute, this.sentInMinute] = [minute, 0];
    if (++this.sentInMinute > MOST_PER_MINUTE) return;
    const sending = this.send(this.event(message, err)).finally(() => this.sending.delete(sending));
    this.sending.add(sending);
  };

  async close(): Promise<void> {
    await Promise.all(this.sending);
  }

  private event(message: string, err: unknown): { event_id: string; [field: string]: unknown } {
    const { requestId, taskId } = currentWork();
    const { role, release } = this.options;
    return {
      event_id: randomUUID().replaceAll('-', ''),
      timestamp: Date.now() / 1000,
      platform: 'node',
      level: 'error',
      release,
      tags: { role, ...(requestId && { request_id: requestId }), ...(taskId && { task_id: taskId }) },
      message: { formatted: message },
      exception: { values: chainOf(err).map(exceptionOf) },
    };
  }

  private async send(event: { event_id: string }): Promise<void> {
    const auth = `Sentry sentry_version=7, sentry_client=algoapi-secure/1, sentry_key=${this.key}`;
    const lines = [{ event_id: event.event_id }, { type: 'event' }, event];
    try {
      const { body } = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-sentry-envelope', 'x-sentry-auth': auth },
        body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await body?.cancel();
    } catch {
      // The log has the fault already, and one more line about Sentry would be reported to Sentry.
    }
  }
}

/** An error and its causes, the innermost first, as Sentry reads them. */
function chainOf(err: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = err; next instanceof Error && !chain.includes(next); next = next.cause) chain.unshift(next);
  return chain;
}

function exceptionOf(error: Error): object {
  const code = 'code' in error && /^[A-Za-z0-9_]{1,32}$/.test(String(error.code)) ? String(error.code) : undefined;
  return { type: error.name, value: code ?? '', stacktrace: { frames: framesOf(error.stack ?? '') } };
}

/** Frames oldest first; paths from the package's folder on, since what is above it is the operator's own. */
function framesOf(stack: string): object[] {
  const frames = [...stack.matchAll(/^ +at (?:(.+?) \()?(?:file:\/\/)?([^()\n]+?):(\d+):(\d+)\)?$/gm)];
  return frames
    .slice(0, MOST_FRAMES)
    .map(([, name, file, line, column]) => ({
      function: name ?? '?',
      filename: file!.replace(/^.*\/(?=(dist|src|node_modules)\/)/, '').replace(/^\/.*\//, ''),
      lineno: Number(line),
      colno: Number(column),
      in_app: !/node_modules|^node:/.test(file!),
    }))
    .reverse();
}
