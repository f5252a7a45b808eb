import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { FRAME_CHUNK, FrameDecoder } from '../../../src/contracts/frames.js';
import { ProgramMessage } from '../../../src/contracts/messages.js';
import { Program } from '../../../src/contracts/program.js';
import { ArtifactReceiver } from '../../../src/isolation/artifact-receiver.js';

it('the worker receives artifacts that the program writes side by side', async () => {
  const received = new Map<string, string>();
  const receiver = new ArtifactReceiver((name) => {
    received.set(name, '');
    return new Writable({
      write(bytes: Buffer, _encoding, done) {
        received.set(name, received.get(name)! + bytes.toString());
        done();
      },
    });
  }, 1000);
  const decoder = new FrameDecoder();
  const program = new Program({
    input: new ReadableStream(),
    async write(bytes) {
      for (const { type, payload } of decoder.push(bytes)) {
        if (type === FRAME_CHUNK) await receiver.chunk(payload);
        else {
          const message = ProgramMessage.parse(JSON.parse(new TextDecoder().decode(payload)));
          if (message.type === 'artifact') await receiver.begin(message.name);
          if (message.type === 'artifact_end') await receiver.end(message);
        }
      }
    },
    sha256: () => {
      const hash = createHash('sha256');
      return { update: (part) => void hash.update(part), hex: () => hash.digest('hex') };
    },
    now: () => 0,
  });

  const [clean, changes] = [program.artifact('clean'), program.artifact('changes')];
  for (const text of ['a', 'b']) {
    await clean.write(new TextEncoder().encode(text));
    await changes.write(new TextEncoder().encode(text.toUpperCase()));
  }
  await clean.end();
  expect(receiver.idle).toBe(false);
  await changes.write(new TextEncoder().encode('C'));
  await changes.end();
  expect(receiver.idle).toBe(true);
  expect(received).toEqual(
    new Map([
      ['clean', 'ab'],
      ['changes', 'ABC'],
    ]),
  );
});
