import { describe, expect, it } from 'vitest';
import { ProtoWriter } from '../../../src/models/export/onnx/proto-writer.js';

const hex = (writer: ProtoWriter) => Buffer.from(writer.finish()).toString('hex');

/** The examples of https://protobuf.dev/programming-guides/encoding, field by field. */
describe('the wire format of Protocol Buffers', () => {
  it('writes a varint: Test1 with a = 150', () => {
    expect(hex(new ProtoWriter().int(1, 150))).toBe('089601');
  });

  it('writes a negative one in ten bytes: -2', () => {
    expect(hex(new ProtoWriter().int(1, -2))).toBe('08feffffffffffffffff01');
  });

  it('writes a text: Test2 with b = "testing"', () => {
    expect(hex(new ProtoWriter().text(2, 'testing'))).toBe('120774657374696e67');
  });

  it('writes a message in a message: Test3 with c.a = 150', () => {
    expect(hex(new ProtoWriter().message(3, new ProtoWriter().int(1, 150)))).toBe('1a03089601');
  });

  it('writes packed integers: Test5 with f = 3, 270, 86942', () => {
    expect(hex(new ProtoWriter().packedInts(6, [3, 270, 86942]))).toBe('3206038e029ea705');
  });

  it('writes integers beyond 32 bits: 2^40 is one bit in the sixth byte', () => {
    expect(hex(new ProtoWriter().int(1, 2 ** 40))).toBe('08808080808020');
  });

  it('writes floats in little-endian order: 1.5 is 0x3fc00000', () => {
    expect(hex(new ProtoWriter().float(2, 1.5))).toBe('150000c03f');
    expect(hex(new ProtoWriter().packedFloats(7, Float32Array.of(1.5)))).toBe('3a040000c03f');
  });
});
