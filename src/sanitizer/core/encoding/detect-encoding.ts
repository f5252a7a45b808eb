import { isUtf8 } from 'node:buffer';

export interface Encoding {
  /** a label of the WHATWG Encoding Standard */
  readonly label: string;
  /** bytes of the byte order mark */
  readonly mark: number;
}

/** at most this share of the bytes of a text is NUL; UTF-16 has about half */
const MAX_NULS = 0.1;
/** share of the characters beyond ASCII that must belong to a script for its encoding to be believed */
const CONFIDENT = 0.7;
const MULTIBYTE: readonly (readonly [label: string, script: RegExp, other: RegExp])[] = [
  ['shift_jis', /[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]/, /[\u3040-\u30ff]/],
  ['euc-jp', /[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]/, /[\u3040-\u30ff]/],
  ['euc-kr', /[\uac00-\ud7a3]/, /[\uac00-\ud7a3]/],
  ['gb18030', /[\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]/, /[\u4e00-\u9fff]/],
];

/** The encoding of a text from its head; null where the bytes are no text in any. `isWhole`: the head is all of it. */
export function detectEncoding(head: Buffer, isWhole: boolean): Encoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { label: 'utf-8', mark: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { label: 'utf-16le', mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { label: 'utf-16be', mark: 2 };
  const wide = utf16ByNuls(head);
  if (wide !== null) return { label: wide, mark: 0 };
  if (head.length > 0 && count(head, (byte) => byte === 0) / head.length > MAX_NULS) return null;
  const body = isWhole ? head : head.subarray(0, wholeCharacters(head));
  if (isUtf8(body) || isMostlyUtf8(body)) return { label: 'utf-8', mark: 0 };
  return { label: legacyEncoding(body), mark: 0 };
}

/** Latin text in UTF-16 has a NUL in every other byte. */
function utf16ByNuls(head: Buffer): string | null {
  let [even, odd] = [0, 0];
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  const half = head.length / 2;
  if (half < 2) return null;
  if (odd > 0.4 * half && even < 0.05 * half) return 'utf-16le';
  return even > 0.4 * half && odd < 0.05 * half ? 'utf-16be' : null;
}

/** Length without a character that the end of the head cut in two. */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/** A UTF-8 text with a few foreign bytes pasted in is still UTF-8. */
function isMostlyUtf8(body: Buffer): boolean {
  const broken = body.toString('utf8').split('\ufffd').length - 1;
  const wide = count(body, (byte) => byte >= 0xc2 && byte <= 0xf4);
  return wide - broken > 4 * broken;
}

function legacyEncoding(body: Buffer): string {
  const sample = body.subarray(0, 1 << 16);
  const inRuns = shareInRuns(sample, 0x80, 4);
  for (const [label, script, characteristic] of MULTIBYTE) {
    // Two accented letters in a row may be one ideograph by accident; words of them are not. Shift-JIS has ASCII as second bytes.
    if (label !== 'shift_jis' && inRuns < CONFIDENT) continue;
    const text = new TextDecoder(label).decode(sample);
    const foreign = [...text].filter((char) => char > '\u007f');
    const fitting = foreign.filter((char) => script.test(char)).length;
    const typical = foreign.filter((char) => characteristic.test(char)).length;
    if (foreign.length > 0 && fitting / foreign.length >= CONFIDENT + 0.2 && typical > 0.2 * foreign.length)
      return label;
  }
  return shareInRuns(sample, 0xc0, 3) >= CONFIDENT ? 'windows-1251' : 'windows-1252';
}

/** Share of the bytes from `least` on that stand in runs of `length` or more, as in words of another script. */
function shareInRuns(sample: Buffer, least: number, length: number): number {
  let [run, total, inRuns] = [0, 0, 0];
  for (let i = 0; i <= sample.length; i++) {
    const byte = sample[i] ?? 0;
    if (byte >= least) {
      run++;
      continue;
    }
    total += run;
    if (run >= length) inRuns += run;
    run = 0;
  }
  return total === 0 ? 0 : inRuns / total;
}

function count(bytes: Uint8Array, test: (byte: number) => boolean): number {
  let found = 0;
  for (const byte of bytes) if (test(byte)) found++;
  return found;
}
