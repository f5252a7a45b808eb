export async function* skipBytes(chunks: AsyncIterable<Uint8Array>, skip: number): AsyncIterable<Uint8Array> {
  let left = skip;
  for await (const chunk of chunks) {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    if (cut < chunk.length) yield chunk.subarray(cut);
  }
}

/** The first `limit` bytes, and whether those are all. */
export async function readHead(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ head: Buffer; isWhole: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > limit) break;
  }
  const all = Buffer.concat(parts);
  return { head: all.subarray(0, limit), isWhole: all.length <= limit };
}
