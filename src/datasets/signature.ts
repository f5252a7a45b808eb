import { ApiError } from '../common/errors/api-error.js';

/** Longest prefix that decides; nothing more of an upload is ever looked at outside the sandbox. */
export const SIGNATURE_BYTES = 16;

interface Signature {
  readonly bytes: readonly number[];
  readonly is: string;
  readonly advice: string;
}

const text = (ascii: string) => [...Buffer.from(ascii, 'latin1')];
const AS_CSV = 'Export it as CSV and upload that.';
const NO_TABLE = 'Upload a table of text: CSV, TSV or JSON lines, plain or as gzip or zip.';

const UNSUPPORTED: readonly Signature[] = [
  { bytes: [0x89, ...text('PNG')], is: 'a PNG image', advice: NO_TABLE },
  { bytes: [0xff, 0xd8, 0xff], is: 'a JPEG image', advice: NO_TABLE },
  { bytes: text('GIF8'), is: 'a GIF image', advice: NO_TABLE },
  { bytes: text('%PDF'), is: 'a PDF document', advice: NO_TABLE },
  { bytes: text('\x7fELF'), is: 'a program', advice: NO_TABLE },
  { bytes: text('PAR1'), is: 'a Parquet file', advice: AS_CSV },
  { bytes: text('ARROW1'), is: 'an Arrow file', advice: AS_CSV },
  { bytes: text('Obj\x01'), is: 'an Avro file', advice: AS_CSV },
  { bytes: text('SQLite format 3'), is: 'an SQLite database', advice: AS_CSV },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], is: 'an old Excel or Word file', advice: AS_CSV },
  { bytes: text('7z\xbc\xaf'), is: 'a 7-Zip archive', advice: 'Unpack it, or pack it as gzip or zip.' },
  { bytes: text('Rar!'), is: 'a RAR archive', advice: 'Unpack it, or pack it as gzip or zip.' },
  { bytes: text('BZh'), is: 'a bzip2 file', advice: 'Unpack it, or pack it as gzip or zip.' },
  { bytes: [0xfd, ...text('7zXZ')], is: 'an xz file', advice: 'Unpack it, or pack it as gzip or zip.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], is: 'a Zstandard file', advice: 'Unpack it, or pack it as gzip or zip.' },
];

/** Refuses what is plainly no table by its first bytes (`head`, at most 16). The name of a file proves nothing. */
export function refuseUnsupported(head: Uint8Array): void {
  if (head.length === 0)
    throw new ApiError('empty_file', 'The file has no bytes.', [{ field: 'file', message: 'is empty' }]);
  const found = UNSUPPORTED.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (!found) return;
  const message = `is ${found.is}. ${found.advice}`;
  throw new ApiError('unsupported_file', `The file ${message}`, [{ field: 'file', message }]);
}
