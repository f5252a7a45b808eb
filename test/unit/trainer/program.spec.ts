import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeFrame, encodeMessage, FRAME_CHUNK, FRAME_MESSAGE, FrameDecoder } from '../../../src/contracts/frames.js';
import { Program } from '../../../src/contracts/program.js';

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytes = (text: string) => new TextEncoder().encode(text);
const input = (name: string, data: Uint8Array, overrides: object = {}) =>
  encodeMessage({ type: 'input', name, length: data.length, sha256: hex(data), ...overrides });

/** What a program wrote, frame by frame: messages parsed, chunks as text. */
class Worker {
  readonly sent: unknown[] = [];
  clock = 0;
  private readonly decoder = new FrameDecoder();

  program(...frames: Uint8Array[]): Program {
    return new Program({
      // eslint-disable-next-line @typescript-eslint/require-await -- a pipe is asynchronous, this one has all its bytes
      input: (async function* () {
        yield* frames;
      })(),
      write: (frame) => {
        for (const { type, payload } of this.decoder.push(frame)) {
          const text = new TextDecoder().decode(payload);
          this.sent.push(type === FRAME_MESSAGE ? JSON.parse(text) : text);
        }
        return Promise.resolve();
      },
      sha256: () => {
        const hash = createHash('sha256');
        return { update: (part) => void hash.update(part), hex: () => hash.digest('hex') };
      },
      now: () => this.clock,
    });
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('inputs', () => {
  const whole = bytes('a,b\n1,2\n');
  const chunks = [encodeFrame(FRAME_CHUNK, whole.subarray(0, 3)), encodeFrame(FRAME_CHUNK, whole.subarray(3))];

  it('reads exactly the announced bytes', async () => {
    const worker = new Worker();
    const data = await worker.program(input('data', whole), ...chunks).openInput('data');
    expect(await collect(data.bytes)).toBe('a,b\n1,2\n');
    expect(worker.sent).toEqual([{ type: 'open', name: 'data' }]);
  });

  it('rewinds by opening again, past what was left unread', async () => {
    const program = new Worker().program(input('data', whole), ...chunks, input('data', whole), ...chunks);
    const first = await program.openInput('data');
    for await (const part of first.bytes) {
      expect(part.length).toBe(3);
      break;
    }
    expect(await collect((await program.openInput('data')).bytes)).toBe('a,b\n1,2\n');
  });

  it('refuses a stream that ends early, between frames and inside one', async () => {
    for (const truncated of [[chunks[0]!], [chunks[0]!, chunks[1]!.subarray(0, 6)]]) {
      const data = await new Worker().program(input('data', whole), ...truncated).openInput('data');
      await expect(collect(data.bytes)).rejects.toMatchObject({ code: 'input_incomplete' });
    }
  });

  it('refuses bytes that do not match their digest, and bytes past the length', async () => {
    const forged = await new Worker()
      .program(input('data', whole, { sha256: hex(bytes('else')) }), ...chunks)
      .openInput('data');
    await expect(collect(forged.bytes)).rejects.toMatchObject({ code: 'input_incomplete' });
    const long = await new Worker().program(input('data', whole, { length: 5 }), ...chunks).openInput('data');
    await expect(collect(long.bytes)).rejects.toMatchObject({ code: 'protocol_error' });
  });

  it('refuses to go on with an iteration after the input was opened again', async () => {
    const program = new Worker().program(input('data', whole), ...chunks, input('data', whole), ...chunks);
    const stale = (await program.openInput('data')).bytes;
    await program.openInput('data');
    await expect(collect(stale)).rejects.toMatchObject({ code: 'protocol_error' });
  });

  it('names the field of a job that is wrong', async () => {
    const program = new Worker().program(encodeMessage({ type: 'job', job: { rows: 'many' } }));
    await expect(program.readJob(z.object({ rows: z.number() }))).rejects.toMatchObject({
      code: 'bad_job',
      message: expect.stringMatching(/^rows: /) as string,
    });
  });
});

describe('outputs', () => {
  it('writes artifacts side by side, each with its own digest', async () => {
    const worker = new Worker();
    const program = worker.program();
    const [clean, changes] = [program.artifact('clean'), program.artifact('changes')];
    await clean.write(bytes('a'));
    await changes.write(bytes('x'));
    await clean.write(bytes('b'));
    await clean.write(bytes('c'));
    await clean.end();
    await changes.end();
    expect(worker.sent).toEqual([
      { type: 'artifact', name: 'clean' },
      'a',
      { type: 'artifact', name: 'changes' },
      'x',
      { type: 'artifact', name: 'clean' },
      'b',
      'c',
      { type: 'artifact_end', name: 'clean', length: 3, sha256: hex(bytes('abc')) },
      { type: 'artifact', name: 'changes' },
      { type: 'artifact_end', name: 'changes', length: 1, sha256: hex(bytes('x')) },
    ]);
  });

  it('cuts large writes into chunks below the limit', async () => {
    const worker = new Worker();
    const writer = worker.program().artifact('model');
    await writer.write(new Uint8Array(3 << 20));
    const sizes = worker.sent.filter((part) => typeof part === 'string').map((part) => part.length);
    expect(sizes.reduce((a, b) => a + b)).toBe(3 << 20);
    expect(Math.max(...sizes)).toBeLessThan(1 << 20);
  });

  it('holds events that come too fast and tells the last state before the end', async () => {
    const worker = new Worker();
    const program = worker.program();
    const event = (progress: number) => program.event({ stage: 'training', progress, message: `at ${progress}` });
    event(0.1);
    event(0.2);
    event(0.3);
    worker.clock = 300;
    event(0.25);
    event(0.9);
    await program.result({});
    expect(worker.sent.map((message) => (message as { progress?: number }).progress)).toEqual([
      0.1,
      0.3,
      0.9,
      undefined,
    ]);
  });

  it('leaves out figures that JSON cannot carry', () => {
    const worker = new Worker();
    const figures = [
      { name: 'loss', value: NaN },
      { name: 'rmse', value: 1.5 },
    ];
    worker.program().event({ stage: 'training', progress: 0, message: '', figures });
    expect(worker.sent[0]).toMatchObject({ figures: [{ name: 'rmse', value: 1.5 }] });
  });
});
