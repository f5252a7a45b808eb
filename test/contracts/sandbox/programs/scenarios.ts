import { once } from 'node:events';
import { encodeFrame, encodeMessage, FRAME_CHUNK } from '../../../../src/contracts/frames.js';
import { Peer } from '../../../../src/isolation/programs/peer.js';
import { nodeThreads } from '../../../../src/trainer/threads.js';

/* eslint-disable @typescript-eslint/require-await -- scenarios share one type; some have nothing to wait for */

/** A program that behaves, or misbehaves, as its job says. */
const peer = new Peer();
const MIB = 1 << 20;
const forever = () => new Promise<never>(() => void setInterval(() => undefined, 1 << 30));

const scenarios: Record<string, () => Promise<unknown>> = {
  async echo() {
    await peer.artifact('table', peer.open('data'));
    await peer.send({ type: 'event', stage: 'training', progress: 0.5, message: 'half', figures: [] });
    return 'echoed';
  },
  async rewind() {
    const lengths: number[] = [];
    for (let pass = 0; pass < 3; pass++) {
      let length = 0;
      for await (const chunk of peer.open('data')) length += chunk.length;
      lengths.push(length);
    }
    return lengths;
  },
  async rewind_for_ever() {
    for (;;) for await (const chunk of peer.open('data')) void chunk;
  },
  async thread() {
    const words = new Int32Array(new SharedArrayBuffer(4));
    nodeThreads(2).start('({ words }) => { Atomics.store(words, 0, 7); Atomics.notify(words, 0); }', { words });
    Atomics.wait(words, 0, 0, 20_000);
    return words[0];
  },
  async unknown_input() {
    await peer.send({ type: 'open', name: 'passwd' });
    return forever();
  },
  hang: forever,
  async spin() {
    process.on('SIGTERM', () => undefined);
    for (;;);
  },
  async memory_offheap() {
    const kept: Uint8Array[] = [];
    for (;;) kept.push(new Uint8Array(16 * MIB).fill(1));
  },
  async memory_heap() {
    const kept: object[] = [];
    for (;;) kept.push({ kept: kept.length, values: [1, 2, 3] });
  },
  async stdout_flood() {
    await peer.send({ type: 'artifact', name: 'table' });
    for (;;) await peer.write(encodeFrame(FRAME_CHUNK, new Uint8Array(MIB)));
  },
  async stderr_flood() {
    for (;;) if (!process.stderr.write(Buffer.alloc(MIB, 65))) await once(process.stderr, 'drain');
  },
  async half_close() {
    process.stdin.resume();
    await once(process.stdin, 'end');
    return 'saw the end';
  },
  async exit_3() {
    process.stderr.write('this is why');
    process.exit(3);
  },
  async exit_0() {
    process.exit(0);
  },
  async kill_itself() {
    process.kill(process.pid, 'SIGKILL');
    return forever();
  },
  async failure() {
    await peer.send({ type: 'failure', code: 'too_few_rows', message: 'two rows', hint: 'add rows' });
    return forever();
  },
  async unknown_frame_type() {
    await peer.write(Uint8Array.of(7, 0, 0, 0, 0));
    return forever();
  },
  async oversized_frame() {
    await peer.write(Uint8Array.of(1, 0xff, 0xff, 0xff, 0xff));
    return forever();
  },
  async not_json() {
    await peer.write(Uint8Array.of(1, 0, 0, 0, 1, 123));
    return forever();
  },
  async unknown_message() {
    await peer.write(encodeMessage({ type: 'certificate', verdict: 'CERTIFIED' }));
    return forever();
  },
  async extra_field() {
    await peer.write(encodeMessage({ type: 'open', name: 'data', path: '/etc/passwd' }));
    return forever();
  },
  async path_as_artifact() {
    await peer.write(encodeMessage({ type: 'artifact', name: '../../etc/cron.d/x' }));
    return forever();
  },
  async chunk_out_of_place() {
    await peer.write(encodeFrame(FRAME_CHUNK, new Uint8Array(10)));
    return forever();
  },
  async frame_cut_short() {
    await peer.write(Uint8Array.of(1, 0, 0, 0, 200, 123));
    process.exit(0);
  },
  async wrong_digest() {
    await peer.send({ type: 'artifact', name: 'model' });
    await peer.write(encodeFrame(FRAME_CHUNK, new Uint8Array(10)));
    await peer.send({ type: 'artifact_end', name: 'model', length: 10, sha256: '0'.repeat(64) });
    return 'trust me';
  },
  async wrong_length() {
    await peer.send({ type: 'artifact', name: 'model' });
    await peer.write(encodeFrame(FRAME_CHUNK, new Uint8Array(10)));
    await peer.send({ type: 'artifact_end', name: 'model', length: 9, sha256: '0'.repeat(64) });
    return 'trust me';
  },
  async artifact_twice() {
    await peer.artifact('model', [new Uint8Array(10)]);
    await peer.artifact('model', [new Uint8Array(10)]);
    return 'the second is better';
  },
  async artifact_unfinished() {
    await peer.send({ type: 'artifact', name: 'model' });
    return 'done already';
  },
  async oversized_artifact() {
    const chunks = function* () {
      for (let i = 0; i < 64; i++) yield new Uint8Array(MIB);
    };
    await peer.artifact('model', chunks());
    return 'large';
  },
  async event_flood() {
    for (;;) await peer.send({ type: 'event', stage: 'training', progress: 0, message: 'x', figures: [] });
  },
  async forged_progress() {
    await peer.write(encodeMessage({ type: 'event', stage: '<script>', progress: 7, message: '' }));
    return forever();
  },
  async two_results() {
    await peer.send({ type: 'result', result: 'first' });
    return 'second';
  },
  async lingers() {
    await peer.send({ type: 'result', result: 'first' });
    return forever();
  },
};

const { scenario } = (await peer.job()) as { scenario: string };
await peer.send({ type: 'result', result: (await scenarios[scenario]!()) ?? null });
process.stdin.destroy();
