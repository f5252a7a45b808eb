import { closeSync, openSync, readSync } from 'node:fs';
import { load } from './built.mjs';

const HEAD = 1 << 18;
const { detectDialect } = await load('sanitizer/core/dialect/detect.js');

/** Delimiter and quotation mark of a file, by what its first 256 KiB look like. */
export async function detectFile(path) {
  const fd = openSync(path, 'r');
  const buffer = Buffer.alloc(HEAD);
  const length = readSync(fd, buffer, 0, HEAD, 0);
  closeSync(fd);
  const { delimiter, quote } = detectDialect(buffer.subarray(0, length), length < HEAD);
  return { delimiter, quote };
}
