/** The same bytes in chunks of exactly `size`, the last one excepted, which is never empty. */
export async function* inChunks(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    parts.push(part);
    length += part.length;
    if (length < size) continue;
    const joined = Buffer.concat(parts);
    let from = 0;
    for (; joined.length - from >= size; from += size) yield joined.subarray(from, from + size);
    parts = [joined.subarray(from)];
    length = joined.length - from;
  }
  if (length > 0) yield Buffer.concat(parts);
}
