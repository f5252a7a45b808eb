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
