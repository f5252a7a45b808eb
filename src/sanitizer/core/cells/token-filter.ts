const MAX_LENGTH = 30;

/** Tells most texts from a few tokens by first byte and length alone, in any case of ASCII. */
export class TokenFilter {
  /** by first byte: bit n is set if a token of n bytes starts so; the top bit stands for longer ones */
  private readonly lengths = new Int32Array(256);

  constructor(tokens: readonly string[]) {
    for (const token of tokens) {
      const bytes = Buffer.from(token);
      const bit = 1 << Math.min(bytes.length, MAX_LENGTH + 1);
      for (const spelling of [token, token.toUpperCase()]) this.lengths[Buffer.from(spelling)[0] ?? 0]! |= bit;
    }
  }

  /** False only if no token has this first byte and length. */
  mayHold(first: number, length: number): boolean {
    return (this.lengths[first]! & (1 << Math.min(length, MAX_LENGTH + 1))) !== 0;
  }
}
