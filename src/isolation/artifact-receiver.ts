import { createHash, type Hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ArtifactName, ProgramMessage } from '../contracts/messages.js';
import { SandboxError } from './sandbox-error.js';
import { write } from './write.js';

export interface ReceivedArtifact {
  readonly name: ArtifactName;
  readonly length: number;
  /** of the bytes that went into the sink, lower-case hex */
  readonly sha256: string;
}

/** Where an artifact's bytes go; it is ended when they are complete and their digest holds, destroyed otherwise. */
export type OpenArtifact = (name: ArtifactName) => Writable | Promise<Writable>;

type ArtifactEnd = Extract<ProgramMessage, { type: 'artifact_end' }>;

interface Incoming {
  readonly name: ArtifactName;
  readonly sink: Writable;
  readonly hash: Hash;
  length: number;
}

/** Takes artifacts one at a time, each at most once, and hashes what it hands on. */
export class ArtifactReceiver {
  readonly received: ReceivedArtifact[] = [];
  private readonly begun = new Set<ArtifactName>();
  private incoming?: Incoming;

  constructor(
    private readonly openSink: OpenArtifact,
    private readonly maxBytes: number,
  ) {}

  get idle(): boolean {
    return this.incoming === undefined;
  }

  async begin(name: ArtifactName): Promise<void> {
    if (this.incoming !== undefined) throw violation('an artifact began inside another');
    if (this.begun.has(name)) throw violation(`the artifact ${name} came twice`);
    this.begun.add(name);
    const sink = await this.openSink(name);
    // A failing sink shows at the next write or at its end.
    sink.on('error', () => undefined);
    this.incoming = { name, sink, hash: createHash('sha256'), length: 0 };
  }

  async chunk(bytes: Uint8Array): Promise<void> {
    const incoming = this.incoming;
    if (incoming === undefined) throw violation('a chunk came outside of an artifact');
    incoming.length += bytes.length;
    if (incoming.length > this.maxBytes) {
      throw new SandboxError('output_limit', `the artifact ${incoming.name} is larger than ${this.maxBytes} bytes`);
    }
    incoming.hash.update(bytes);
    const { sink } = incoming;
    if (sink.errored) throw sink.errored;
    await write(sink, bytes);
  }

  async end({ name, length, sha256 }: ArtifactEnd): Promise<void> {
    const incoming = this.incoming;
    if (incoming?.name !== name) throw violation('an artifact ended that had not begun');
    if (incoming.length !== length || incoming.hash.digest('hex') !== sha256) {
      throw violation(`the artifact ${name} does not match its digest`);
    }
    incoming.sink.end();
    await finished(incoming.sink);
    this.received.push({ name, length, sha256 });
    this.incoming = undefined;
  }

  /** Destroys the sink of an artifact that will not be completed. */
  abandon(): void {
    this.incoming?.sink.destroy();
  }
}

function violation(message: string): SandboxError {
  return new SandboxError('protocol_violation', message);
}
