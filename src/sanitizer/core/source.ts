/** Bytes that can be read again from the start: the sanitizer passes over them several times. */
export interface ByteSource {
  readonly length: number;
  open(): AsyncIterable<Uint8Array>;
}
