import { type Program, type ProgramInput } from '../contracts/program.js';

export interface RewindableSource {
  readonly length: number;
  /** From the first byte on, at each call. */
  open(): AsyncIterable<Uint8Array>;
}

export async function rewindable(program: Program, name: string): Promise<RewindableSource> {
  let opened: ProgramInput | null = await program.openInput(name);
  return {
    length: opened.length,
    async *open() {
      const input = opened ?? (await program.openInput(name));
      opened = null;
      yield* input.bytes;
    },
  };
}

/** A whole input in one piece. */
export async function readAll(program: Program, name: string): Promise<Uint8Array> {
  const input = await program.openInput(name);
  const bytes = new Uint8Array(input.length);
  let at = 0;
  for await (const chunk of input.bytes) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
