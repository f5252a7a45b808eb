import { randomBytes } from 'node:crypto';
import { currentWork, within } from '../common/work-context.js';

export type SpanKind = 'internal' | 'server' | 'producer' | 'consumer';
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A finished piece of work, as the exporter sends it. Ids are lower-case hex: 32 digits of the trace, 16 of a span. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** milliseconds since 1970 */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly failed: boolean;
}

export type SpanSink = (span: FinishedSpan) => void;

let sink: SpanSink | undefined;

/** From now on spans go there; without a sink nothing is recorded, and a client's trace is only passed on. */
export function recordSpansTo(receiver: SpanSink | undefined): void {
  sink = receiver;
}

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** where the work was asked for by another process; else it is a part of what is done here */
  readonly parent?: string | null;
}

/** A span that is running; `traceparent` is what its parts name as their parent. */
export interface RunningSpan {
  readonly traceparent: string | undefined;
  end(outcome?: { readonly attributes?: Attributes; readonly failed?: boolean }): void;
}

const SAMPLED = 1;

/** Begins a span whose end is not the end of one function; `spanned` where it is. */
export function beginSpan(name: string, options: SpanOptions = {}): RunningSpan {
  const parent = options.parent ?? currentWork().traceparent;
  const [, trace, parentSpanId, flags] = parent?.split('-') ?? [];
  // A caller that does not record its trace decides so for its parts too.
  if (!sink || (flags !== undefined && (parseInt(flags, 16) & SAMPLED) === 0)) {
    return { traceparent: parent, end: () => undefined };
  }
  const traceId = trace ?? randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const start = Date.now();
  return {
    traceparent: `00-${traceId}-${spanId}-01`,
    end: ({ attributes = {}, failed = false } = {}) => {
      const all = { ...options.attributes, ...attributes };
      const kind = options.kind ?? 'internal';
      sink?.({ name, kind, traceId, spanId, parentSpanId, start, end: Date.now(), attributes: all, failed });
    },
  };
}

/** `work` as one span, its parts included. A thrown error marks it as failed; what it says is not sent. */
export async function spanned<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  const span = beginSpan(name, options);
  try {
    const result = await within({ traceparent: span.traceparent }, work);
    span.end();
    return result;
  } catch (error) {
    span.end({ failed: true });
    throw error;
  }
}
