import { describe, expect, it } from 'vitest';
import { demultiplex } from '../../../src/isolation/docker/demultiplex.js';

/** As the Docker Engine API describes it under "Attach to a container". */
const frame = (stream: number, text: string) => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

async function* cutInto(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield await Promise.resolve(bytes.subarray(from, from + size));
}

async function split(bytes: Buffer, size: number) {
  let [out, err] = ['', ''];
  for await (const chunk of demultiplex(cutInto(bytes, size), (part) => (err += Buffer.from(part).toString()))) {
    out += Buffer.from(chunk).toString();
  }
  return { out, err };
}

describe('demultiplex', () => {
  const bytes = Buffer.concat([frame(1, 'hello '), frame(2, 'oops'), frame(1, ''), frame(1, 'world')]);

  it.each([1, 3, 7, 8, 9, 1000])('separates the streams however they are cut (%i bytes)', async (size) => {
    expect(await split(bytes, size)).toEqual({ out: 'hello world', err: 'oops' });
  });

  it.each([
    ['an unknown stream', Buffer.from([7, 0, 0, 0, 0, 0, 0, 1, 65])],
    ['a header that is none', Buffer.from('HTTP/1.1 500 Internal Server Error')],
  ])('refuses %s', async (_, malformed) => {
    await expect(split(malformed, 1000)).rejects.toMatchObject({ code: 'isolation_unavailable', retryable: true });
  });

  it('reads no further than its consumer', async () => {
    let taken = 0;
    const source = async function* () {
      for (;;) {
        taken++;
        yield await Promise.resolve(frame(1, 'x'));
      }
    };
    const reader = demultiplex(source(), () => undefined);
    await reader.next();
    await reader.next();
    expect(taken).toBe(2);
    await reader.return(undefined);
  });
});
