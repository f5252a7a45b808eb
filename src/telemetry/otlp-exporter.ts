import type { FinishedSpan, SpanKind } from './span.js';

const EVERY_MS = 2_000;
const BATCH = 512;
/** A collector that is away costs memory for so many spans and no more; later ones are dropped. */
const MOST_WAITING = 4_096;
const TIMEOUT_MS = 5_000;

export interface OtlpOptions {
  /** base URL of a collector; spans go to its /v1/traces */
  readonly endpoint: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly serviceName: string;
  readonly role: string;
}

/** enum SpanKind of OTLP's trace.proto */
const KINDS: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, producer: 4, consumer: 5 };
const STATUS_ERROR = 2;

/** Sends spans as OTLP over HTTP in JSON (OpenTelemetry protocol 1.x), in batches, and never holds up or fails the work. */
export class OtlpExporter {
  private waiting: FinishedSpan[] = [];
  private readonly timer = setInterval(() => void this.flush(), EVERY_MS).unref();

  constructor(private readonly options: OtlpOptions) {}

  readonly add = (span: FinishedSpan): void => {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(span);
  };

  async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      if (await this.send(batch)) continue;
      this.waiting = [...batch, ...this.waiting].slice(0, MOST_WAITING);
      return;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** False where trying again may help: the collector is away or busy (OTLP, failures over HTTP). */
  private async send(spans: readonly FinishedSpan[]): Promise<boolean> {
    const { endpoint, headers } = this.options;
    try {
      const { status, body } = await fetch(`${endpoint.replace(/\/$/, '')}/v1/traces`, {
        method: 'POST',
        headers: [...headers, ['content-type', 'application/json']] as [string, string][],
        body: JSON.stringify(this.payload(spans)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await body?.cancel();
      return ![429, 502, 503, 504].includes(status);
    } catch {
      return false;
    }
  }

  private payload(spans: readonly FinishedSpan[]): object {
    const { serviceName, role } = this.options;
    const resource = { attributes: attributesOf({ 'service.name': serviceName, 'service.instance.role': role }) };
    return {
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'algoapi-secure' }, spans: spans.map(encode) }] }],
    };
  }
}

function encode({ name, kind, traceId, spanId, parentSpanId, start, end, attributes, failed }: FinishedSpan): object {
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanoseconds(start),
    endTimeUnixNano: nanoseconds(end),
    attributes: attributesOf(attributes),
    status: failed ? { code: STATUS_ERROR } : {},
  };
}

/** 64-bit integers are strings in protobuf's JSON form. */
const nanoseconds = (ms: number) => `${ms}000000`;

function attributesOf(attributes: Readonly<Record<string, string | number | boolean>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
