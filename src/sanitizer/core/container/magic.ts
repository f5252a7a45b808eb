/** File formats that are no text, by their first bytes; with what a client can do about it. */
interface Format {
  readonly name: string;
  readonly hint: string;
}

const AS_CSV = 'Save or export the data as CSV (UTF-8) and upload that.';
const UNPACK = 'Unpack it, or use gzip or zip.';

const SIGNATURES: readonly (readonly [signature: string, name: string, hint: string])[] = [
  ['50415231', 'a Parquet file', "Convert it to CSV first, as with DuckDB: COPY (FROM 'data.parquet') TO 'data.csv'."],
  ['d0cf11e0a1b11ae1', 'an old Excel (XLS) or Office file', AS_CSV],
  ['255044462d', 'a PDF', 'Export the table behind it as CSV.'],
  ['89504e470d0a1a0a', 'a PNG image', 'Upload the table itself, as CSV.'],
  ['ffd8ff', 'a JPEG image', 'Upload the table itself, as CSV.'],
  ['47494638', 'a GIF image', 'Upload the table itself, as CSV.'],
  ['377abcaf271c', 'a 7-Zip archive', UNPACK],
  ['526172211a07', 'a RAR archive', UNPACK],
  ['425a68', 'a bzip2 archive', UNPACK],
  ['fd377a585a00', 'an xz archive', UNPACK],
  ['28b52ffd', 'a Zstandard archive', UNPACK],
  ['53514c69746520666f726d61742033', 'an SQLite database', 'Export the table as CSV: sqlite3 -csv -header.'],
  ['4152524f5731', 'an Arrow file', AS_CSV],
  ['46454131', 'a Feather file', AS_CSV],
  ['894844460d0a1a0a', 'an HDF5 file', AS_CSV],
  ['7f454c46', 'a program', AS_CSV],
  ['4d5a9000', 'a program', AS_CSV],
];

/** The format of a file that is certainly no delimited text, null if it may be one. */
export function foreignFormat(head: Buffer): Format | null {
  const hex = head.toString('hex', 0, 16);
  const known = SIGNATURES.find(([signature]) => hex.startsWith(signature));
  if (known) return { name: known[1], hint: known[2] };
  const text = head
    .toString('latin1', 0, 256)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  if (/^<(!doctype html|html)/.test(text))
    return { name: 'an HTML page', hint: 'Was a login or error page saved in place of the data?' };
  if (text.startsWith('<?xml')) return { name: 'an XML file', hint: AS_CSV };
  return null;
}

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;
export const isZip = (head: Buffer): boolean => head.toString('latin1', 0, 4) === 'PK\u0003\u0004';
