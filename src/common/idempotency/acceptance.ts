import type { EntityManager } from 'typeorm';

/** What a creating request was answered with. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  /** as JSON */
  readonly body: unknown;
}

/** A request that came with an Idempotency-Key, on its way to being accepted at most once. */
export interface Acceptance {
  /** a request under this key was accepted before: all that is left to find out is whether this one is the same */
  readonly isRepeat: boolean;
  /**
   * Says what the request is, before anything is created. Throws where the key belongs to another request, and `Repeated`
   * where this one was answered before. Bodies in JSON are identified before their handler is called; whoever reads a
   * stream does it after the last byte, by digest.
   */
  identify(content: readonly string[]): Promise<void>;
  /** Keeps the answer in the transaction that creates what it speaks of: both appear, or none. */
  accept(manager: EntityManager, answer: Answer): Promise<void>;
}

/** Ends the handling of a request that was answered before. */
export class Repeated extends Error {
  override readonly name = 'Repeated';
  constructor(readonly answer: Answer) {
    super('answered before');
  }
}
