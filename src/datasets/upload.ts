import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ApiError, invalid } from '../common/errors/api-error.js';
import { type BlobStore, BlobTooLarge, type StoredBlob } from '../storage/blob-store.js';
import { refuseUnsupported, SIGNATURE_BYTES } from './signature.js';

const PREMATURE_CLOSE = 'ERR_STREAM_PREMATURE_CLOSE';
/** Of the multipart parser, whose errors have no code. */
const CUT_SHORT = /unexpected end of multipart data|^Multipart: Boundary not found/i;
const MAX_FIELD_BYTES = 64 * 1024;
const MAX_FIELDS = 32;
const DRAIN_MS = 5_000;
/** What the other fields and the boundaries may add to the file when the whole length is announced. */
const MULTIPART_OVERHEAD = MAX_FIELDS * (MAX_FIELD_BYTES + 1024);

/** Types under which a route that takes tables gets one as the request's body, unread (app/table-bodies.ts). */
export const TABLE_TYPES = ['text/csv', 'text/tab-separated-values', 'application/x-ndjson', 'application/gzip'];

export function isTableBody(request: FastifyRequest): request is FastifyRequest & { body: Readable } {
  return request.body instanceof Readable;
}

export interface UploadedFile extends StoredBlob {
  readonly filename: string;
}

export interface UploadedForm {
  readonly file: UploadedFile | null;
  /** the other fields, as text; a name given twice is refused */
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Streams a multipart form: the file, wherever it stands between the fields, goes to storage without being parsed and
 * without ever being whole in memory. When anything fails, nothing of it stays.
 */
export async function readUpload(
  request: FastifyRequest,
  store: Pick<BlobStore, 'put' | 'delete'>,
  maxBytes: number,
): Promise<UploadedForm> {
  if (!request.isMultipart() && !isTableBody(request)) {
    throw new ApiError('unsupported_media_type', 'Send the form as multipart/form-data, as curl -F does.');
  }
  const fields = new Map<string, string>();
  let file: UploadedFile | null = null;
  try {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + MULTIPART_OVERHEAD) throw tooLarge(maxBytes);
    if (isTableBody(request)) return { file: await storeFile({ file: request.body }, store, maxBytes), fields };
    const limits = { fileSize: Number.POSITIVE_INFINITY, fieldSize: MAX_FIELD_BYTES, fields: MAX_FIELDS, files: 1 };
    for await (const part of request.parts({ limits })) {
      // Typed as text always; a part whose header is broken has none.
      if (!part.fieldname) throw new ApiError('malformed_request', 'A part of the form has no name.');
      if (part.type === 'file') {
        if (part.fieldname !== 'file')
          throw invalid([{ field: part.fieldname, message: 'is no file; the file belongs into "file"' }]);
        file = await storeFile(part, store, maxBytes);
      } else addField(fields, part);
    }
  } catch (error) {
    if (file) await store.delete(file.key);
    await drain(request.raw);
    throw readable(error, maxBytes);
  }
  return { file, fields };
}

async function storeFile(
  { file, filename = '' }: { readonly file: AsyncIterable<Uint8Array>; readonly filename?: string },
  store: Pick<BlobStore, 'put' | 'delete'>,
  maxBytes: number,
): Promise<UploadedFile> {
  const blob = await store.put(guarded(file), maxBytes);
  return { ...blob, filename: filename.slice(0, 255) };
}

/** Holds back the first bytes until they show that this may be a table: a refused upload never reaches storage. */
async function* guarded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] | null = [];
  let length = 0;
  for await (const chunk of source) {
    if (held === null) {
      yield chunk;
      continue;
    }
    held.push(chunk);
    length += chunk.length;
    if (length < SIGNATURE_BYTES) continue;
    const head = Buffer.concat(held);
    held = null;
    refuseUnsupported(head.subarray(0, SIGNATURE_BYTES));
    yield head;
  }
  if (held !== null) {
    const head = Buffer.concat(held);
    refuseUnsupported(head);
    yield head;
  }
}

/**
 * Reads what the client still sends into nothing: an answer to a request whose body was left unread resets the connection,
 * and the client never sees the reason. Not for ever: who sends on and on loses the answer.
 */
async function drain(body: IncomingMessage): Promise<void> {
  body.unpipe();
  body.resume();
  await Promise.race([finished(body), delay(DRAIN_MS, undefined, { ref: false })]).catch(() => undefined);
}

function addField(fields: Map<string, string>, part: Extract<Multipart, { type: 'field' }>): void {
  if (fields.has(part.fieldname)) throw invalid([{ field: part.fieldname, message: 'is given twice' }]);
  if (part.valueTruncated)
    throw invalid([{ field: part.fieldname, message: `is longer than ${MAX_FIELD_BYTES} bytes` }]);
  fields.set(part.fieldname, String(part.value));
}

function readable(error: unknown, maxBytes: number): unknown {
  if (error instanceof BlobTooLarge) return tooLarge(maxBytes);
  if (
    error instanceof Error &&
    (CUT_SHORT.test(error.message) || ('code' in error && error.code === PREMATURE_CLOSE))
  ) {
    return new ApiError('malformed_request', 'The upload ended before it was complete.');
  }
  return error;
}

function tooLarge(maxBytes: number): ApiError {
  const detail = `The file is larger than ${(maxBytes / (1 << 20)).toFixed(1)} MB, the most that may be uploaded now (MAX_UPLOAD_MB, MAX_STORAGE_MB_PER_ACCOUNT).`;
  return new ApiError('upload_too_large', detail, [{ field: 'file', message: 'is too large' }]);
}

/** What tells one form from another: its fields, and its file by name and digest. */
export function contentOf({ file, fields }: UploadedForm): string[] {
  const named = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).flat();
  return [...named, ...(file ? [file.filename, file.sha256] : [])];
}
