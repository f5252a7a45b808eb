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

/** Takes artifacts, several side by side but each at most once, and hashes what it hands on. */
export class ArtifactReceiver {
  readonly received: ReceivedArtifact[] = [];
  private readonly begun = new Set<ArtifactName>();
  private readonly open = new Map<ArtifactName, Incoming>();
  /** the one that chunks belong to */
  private current?: Incoming;

  constructor(
    private readonly openSink: OpenArtifact,
    private readonly maxBytes: number,
  ) {}

  get idle(): boolean {
    return this.open.size === 0;
  }

  /** Opens an artifact, or turns back to an open one. */
  async begin(name: ArtifactName): Promise<void> {
    const open = this.open.get(name);
    if (open !== undefined) {
      this.current = open;
      return;
    }
    if (this.begun.has(name)) throw violation(`the artifact ${name} came twice`);
    this.begun.add(name);
    const sink = await this.openSink(name);
    // A failing sink shows at the next write or at its end.
    sink.on('error', () => undefined);
    this.current = { name, sink, hash: createHash('sha256'), length: 0 };
    this.open.set(name, this.current);
  }

  async chunk(bytes: Uint8Array): Promise<void> {
    const incoming = this.current;
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
    const incoming = this.open.get(name);
    if (incoming === undefined) throw violation('an artifact ended that had not begun');
    if (incoming.length !== length || incoming.hash.digest('hex') !== sha256) {
      throw violation(`the artifact ${name} does not match its digest`);
    }
    incoming.sink.end();
    await finished(incoming.sink);
    this.received.push({ name, length, sha256 });
    this.open.delete(name);
    if (this.current === incoming) this.current = undefined;
  }

  /** Destroys the sinks of artifacts that will not be completed. */
  abandon(): void {
    for (const { sink } of this.open.values()) sink.destroy();
  }
}

function violation(message: string): SandboxError {
  return new SandboxError('protocol_violation', message);
}
