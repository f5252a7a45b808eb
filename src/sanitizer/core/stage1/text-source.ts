import { openContainer } from '../container/open-container.js';
import { detectEncoding, wholeCharacters } from '../encoding/detect-encoding.js';
import { type DecodeStatistics, toUtf8 } from '../encoding/to-utf8.js';
import { SanitizeError } from '../errors.js';
import { type ByteSource } from '../source.js';
import { readHead, skipBytes } from './chunks.js';

/** bytes looked at before the dialect and the structure are decided */
export const HEAD_BYTES = 1 << 18;

/** The input as UTF-8 text without a byte order mark. */
export interface TextSource {
  /** the first bytes, at most HEAD_BYTES, ending where a character ends */
  readonly head: Buffer;
  readonly isWhole: boolean;
  readonly encoding: string;
  readonly byteOrderMark: boolean;
  readonly container: 'none' | 'gzip' | 'zip';
  /** of the last full reading */
  readonly decoding: DecodeStatistics;
  open(): AsyncIterable<Uint8Array>;
}

/** Unpacks and decodes. Throws SanitizeError: `unsupported_format`, `corrupt_archive`, `not_a_table`. */
export async function openText(source: ByteSource): Promise<TextSource> {
  const opened = await openContainer(source);
  const open = () => opened.open();
  const first = await readHead(open(), HEAD_BYTES);
  const encoding = detectEncoding(first.head, first.isWhole);
  if (encoding === null) {
    throw new SanitizeError('not_a_table', 'the file is binary, no delimited text', 'Upload CSV, TSV or JSON lines.');
  }
  const decoding = { errors: 0 };
  const decoded = () => toUtf8(skipBytes(open(), encoding.mark), encoding, decoding);
  const { head, isWhole } = await readHead(decoded(), HEAD_BYTES);
  return {
    head: isWhole ? head : head.subarray(0, wholeCharacters(head)),
    isWhole,
    encoding: encoding.label,
    byteOrderMark: encoding.mark > 0,
    container: opened.container,
    decoding,
    open: decoded,
  };
}
