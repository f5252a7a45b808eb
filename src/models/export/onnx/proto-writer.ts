/**
 * Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding), as far as ONNX needs it: varints, fixed
 * 32-bit floats and length-delimited fields. Fields are written in the order of the calls.
 */
export class ProtoWriter {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  /** int32, int64, enum: two's complement of 64 bits */
  int(field: number, value: number): this {
    return this.push(Uint8Array.from([...varint(tag(field, VARINT)), ...varint(value)]));
  }

  float(field: number, value: number): this {
    this.push(Uint8Array.from(varint(tag(field, FIXED_32))));
    return this.push(new Uint8Array(Float32Array.of(value).buffer));
  }

  bytes(field: number, value: Uint8Array): this {
    this.push(Uint8Array.from([...varint(tag(field, DELIMITED)), ...varint(value.length)]));
    return this.push(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: ProtoWriter): this {
    this.push(Uint8Array.from([...varint(tag(field, DELIMITED)), ...varint(value.length)]));
    return this.append(value);
  }

  /** The fields of another message, as part of this one. */
  append(value: ProtoWriter): this {
    for (const part of value.parts) this.push(part);
    return this;
  }

  packedInts(field: number, values: ArrayLike<number>): this {
    const bytes: number[] = [];
    for (let i = 0; i < values.length; i++) appendVarint(bytes, values[i]!);
    return this.bytes(field, Uint8Array.from(bytes));
  }

  packedFloats(field: number, values: Float32Array): this {
    return this.bytes(field, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  private push(part: Uint8Array): this {
    this.parts.push(part);
    this.length += part.length;
    return this;
  }
}

const VARINT = 0;
const DELIMITED = 2;
const FIXED_32 = 5;

const tag = (field: number, wireType: number): number => field * 8 + wireType;

function varint(value: number): number[] {
  const bytes: number[] = [];
  appendVarint(bytes, value);
  return bytes;
}

/** `value`: a safe integer. Seven bits a byte, the lowest first. */
function appendVarint(bytes: number[], value: number): void {
  if (value < 0) {
    for (let left = BigInt.asUintN(64, BigInt(value)), i = 0; i < 10; i++, left >>= 7n)
      bytes.push(Number(left & 127n) | (i < 9 ? 128 : 0));
    return;
  }
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
}
