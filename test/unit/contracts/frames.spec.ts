import { describe, expect, it } from 'vitest';
import {
  encodeFrame,
  encodeMessage,
  FRAME_CHUNK,
  FRAME_MESSAGE,
  FrameDecoder,
  FrameError,
  MAX_CHUNK_BYTES,
} from '../../../src/contracts/frames.js';

const decode = (pieces: Uint8Array[]) => {
  const decoder = new FrameDecoder();
  const frames = pieces.flatMap((piece) =>
    [...decoder.push(piece)].map(({ type, payload }) => [type, [...payload]] as const),
  );
  return { frames, end: () => decoder.end() };
};

describe('frames', () => {
  const stream = Buffer.concat([
    encodeFrame(FRAME_CHUNK, Uint8Array.of(1, 2, 3)),
    encodeMessage({}),
    encodeFrame(FRAME_CHUNK, new Uint8Array(0)),
  ]);
  const whole = [
    [FRAME_CHUNK, [1, 2, 3]],
    [FRAME_MESSAGE, [0x7b, 0x7d]],
    [FRAME_CHUNK, []],
  ];

  it.each([1, 2, 3, 5, 7, 100])('come out whole from pieces of %i bytes', (size) => {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += size) pieces.push(stream.subarray(at, at + size));
    const { frames, end } = decode(pieces);
    expect(frames).toEqual(whole);
    expect(end).not.toThrow();
  });

  it('do not depend on memory that the caller uses again', () => {
    const decoder = new FrameDecoder();
    const piece = Buffer.from(stream.subarray(0, 6));
    expect([...decoder.push(piece)]).toEqual([]);
    piece.fill(0xff);
    expect([...decoder.push(stream.subarray(6))].map(({ payload }) => payload.length)).toEqual([3, 2, 0]);
  });

  it('cut off by a killed peer are no end of the stream', () => {
    const { end } = decode([stream.subarray(0, stream.length - 1)]);
    expect(end).toThrow(FrameError);
  });

  it('are refused by their announced length, before a byte of the payload is kept', () => {
    const head = Buffer.from([FRAME_CHUNK, 0, 0, 0, 0]);
    head.writeUInt32BE(MAX_CHUNK_BYTES + 1, 1);
    expect(() => decode([head])).toThrow(FrameError);
    expect(() => decode([Buffer.from([9, 0, 0, 0, 0])])).toThrow('unknown frame type 9');
  });
});
