import { SanitizeError } from '../errors.js';
import { type ByteSource } from '../source.js';
import { readHead } from '../stage1/chunks.js';
import { inflate } from './inflate.js';
import { foreignFormat, isGzip, isZip } from './magic.js';
import { openZip } from './zip.js';

export interface Opened {
  readonly container: 'none' | 'gzip' | 'zip';
  open(): AsyncIterable<Uint8Array>;
}

const MAGIC_BYTES = 512;

/** Unpacks gzip and zip, once; refuses what is no text by its first bytes. Throws SanitizeError. */
export async function openContainer(source: ByteSource): Promise<Opened> {
  const { head } = await readHead(source.open(), MAGIC_BYTES);
  if (isGzip(head)) return inner('gzip', () => inflate(source.open(), 'gzip', source.length));
  if (isZip(head)) return inner('zip', await openZip(source));
  refuseForeign(head);
  return { container: 'none', open: () => source.open() };
}

async function inner(container: 'gzip' | 'zip', open: () => AsyncIterable<Uint8Array>): Promise<Opened> {
  const { head } = await readHead(open(), MAGIC_BYTES);
  if (isGzip(head) || isZip(head)) {
    throw new SanitizeError('unsupported_format', 'the archive holds another archive', 'Upload the table packed once.');
  }
  refuseForeign(head);
  return { container, open };
}

function refuseForeign(head: Buffer): void {
  const format = foreignFormat(head);
  if (format) throw new SanitizeError('unsupported_format', `this is ${format.name}, no delimited text`, format.hint);
}
