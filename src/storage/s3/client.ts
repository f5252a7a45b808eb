import { setTimeout as delay } from 'node:timers/promises';
import { type Credentials, sha256, sign } from './signature.js';

export interface S3Options extends Credentials {
  /** the bucket's address, with its name in the path or in the host: `https://endpoint/bucket`, `https://bucket.endpoint` */
  readonly url: string;
  readonly region: string;
}

export interface S3Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  /** key of an object, made by us; empty: the bucket itself */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export class S3Error extends Error {
  override readonly name = 'S3Error';
  constructor(
    readonly status: number,
    /** as NoSuchKey, where the server named one, else as HTTP503; Node's own where there was no answer (status 0) */
    readonly code: string,
    cause?: unknown,
  ) {
    super(`the object store answered ${status} ${code}`, { cause });
  }
}

const TRIES = 4;
const FIRST_PAUSE_MS = 100;
/** Until the headers of the answer. */
const TIMEOUT_MS = 60_000;
const NO_BYTES = new Uint8Array();

/** The few calls of the S3 protocol that a blob store needs. All of them can be repeated, and are when the server is busy. */
export class S3Client {
  private readonly base: string;

  constructor(private readonly options: S3Options) {
    this.base = options.url.replace(/\/$/, '');
  }

  /** The answer with its body unread. Throws S3Error for a refusal. */
  async call(call: S3Call): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.send(call).catch((error: unknown) => {
        if (attempt === TRIES) throw new S3Error(0, networkCode(error), error);
        return null;
      });
      if (response?.ok) return response;
      const retry = response === null || response.status >= 500 || response.status === 429;
      if (!retry || attempt === TRIES) throw await refusal(response!);
      await response?.body?.cancel();
      await delay(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }

  /** The answer's body as text: XML, whose few elements that are wanted hold plain names. */
  async text(call: S3Call): Promise<string> {
    return (await this.call(call)).text();
  }

  private async send({ method, key, query = {}, body }: S3Call): Promise<Response> {
    const url = new URL(`${this.base}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const { region } = this.options;
    const bodySha256 = sha256(body ?? NO_BYTES);
    const { host: _host, ...headers } = sign(
      { method, url, headers: {}, bodySha256, region, at: new Date() },
      this.options,
    );
    // The limit ends with the headers: a large body takes as long as it takes.
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
    try {
      return await fetch(url, { method, headers, body: body ?? null, signal: controller.signal });
    } finally {
      clearTimeout(timer);
    }
  }
}

async function refusal(response: Response): Promise<S3Error> {
  const code = /<Code>(\w+)<\/Code>/.exec(await response.text().catch(() => ''))?.[1];
  return new S3Error(response.status, code ?? `HTTP${response.status}`);
}

/** `fetch` fails with a TypeError whose cause says why. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'ETIMEDOUT';
}

/** Every text of an element of this name. Keys and upload ids of ours need no unescaping. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => text!);
}
