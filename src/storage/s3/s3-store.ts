import { Readable } from 'node:stream';
import { newId } from '../../common/ids.js';
import { BlobMissing, type BlobStore, type StoredBlob } from '../blob-store.js';
import { inChunks } from '../in-chunks.js';
import { Measured } from '../measured.js';
import { elements, S3Client, S3Error, type S3Options } from './client.js';

/** A blob up to this size is one request; a larger one is uploaded in parts of it (S3 asks for at least 5 MiB each). */
const PART_BYTES = 8 << 20;
const KEY = /^blob_[A-Za-z0-9_-]{20}$/;

/**
 * Blobs as objects of a bucket that is theirs alone, by the S3 protocol. An object appears whole or not at all; parts of
 * an upload that was never completed are its only remains.
 */
export class S3Store implements BlobStore {
  private readonly s3: S3Client;

  constructor(options: S3Options) {
    this.s3 = new S3Client(options);
  }

  async put(source: AsyncIterable<Uint8Array>, maxBytes?: number): Promise<StoredBlob> {
    const key = newId('blob');
    const measured = new Measured(maxBytes);
    const parts = inChunks(measured.through(source), PART_BYTES);
    const first = await parts.next();
    const body = first.done ? new Uint8Array() : first.value;
    if (body.length < PART_BYTES) await this.s3.call({ method: 'PUT', key, body });
    else await this.putInParts(key, body, parts);
    return { key, bytes: measured.bytes, sha256: measured.sha256() };
  }

  open(key: string): Readable {
    return Readable.from(this.read(key), { objectMode: false });
  }

  async delete(key: string): Promise<void> {
    await this.s3.call({ method: 'DELETE', key });
  }

  async older(ageMs: number): Promise<string[]> {
    const before = Date.now() - ageMs;
    const isOld = (time: string | undefined) => Date.parse(time ?? '') <= before;
    for await (const upload of this.list('Upload', { uploads: '' })) {
      const [key, uploadId] = [upload('Key'), upload('UploadId')];
      if (key && uploadId && KEY.test(key) && isOld(upload('Initiated'))) await this.abort(key, uploadId);
    }
    const keys: string[] = [];
    for await (const object of this.list('Contents', { 'list-type': '2' })) {
      const key = object('Key');
      if (key && KEY.test(key) && isOld(object('LastModified'))) keys.push(key);
    }
    return keys;
  }

  async probe(): Promise<void> {
    await this.s3.call({ method: 'HEAD', key: '' });
  }

  private async putInParts(key: string, first: Uint8Array, rest: AsyncIterable<Uint8Array>): Promise<void> {
    const begun = await this.s3.text({ method: 'POST', key, query: { uploads: '' } });
    const [uploadId] = elements(begun, 'UploadId');
    if (uploadId === undefined) throw new S3Error(200, 'NoUploadId');
    try {
      const tags = [await this.putPart(key, uploadId, 1, first)];
      for await (const part of rest) tags.push(await this.putPart(key, uploadId, tags.length + 1, part));
      const list = tags.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag}</ETag></Part>`);
      const body = Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`);
      // The status is sent before the parts are joined: a failure stands in the body of a 200.
      const joined = await this.s3.text({ method: 'POST', key, query: { uploadId }, body });
      const [code] = elements(joined, 'Code');
      if (code !== undefined) throw new S3Error(200, code);
    } catch (error) {
      await this.abort(key, uploadId).catch(() => undefined);
      throw error;
    }
  }

  private async putPart(key: string, uploadId: string, partNumber: number, body: Uint8Array): Promise<string> {
    const query = { partNumber: String(partNumber), uploadId };
    const { headers } = await this.s3.call({ method: 'PUT', key, query, body });
    return headers.get('etag') ?? '';
  }

  private async abort(key: string, uploadId: string): Promise<void> {
    await this.s3.call({ method: 'DELETE', key, query: { uploadId } }).catch((error: unknown) => {
      if (!(error instanceof S3Error && error.status === 404)) throw error;
    });
  }

  private async *read(key: string): AsyncGenerator<Uint8Array> {
    if (!KEY.test(key)) throw new BlobMissing(key);
    const { body } = await this.s3.call({ method: 'GET', key }).catch((error: unknown) => {
      throw error instanceof S3Error && error.status === 404 ? new BlobMissing(key) : error;
    });
    if (body) yield* body as AsyncIterable<Uint8Array>;
  }

  /** Every element of this name over all pages of a listing, as a function from a field's name to its text. */
  private async *list(
    element: 'Contents' | 'Upload',
    query: Readonly<Record<string, string>>,
  ): AsyncGenerator<(field: string) => string | undefined> {
    for (let page: Record<string, string> | null = {}; page !== null;) {
      const xml: string = await this.s3.text({ method: 'GET', key: '', query: { ...query, ...page } });
      for (const [, inner] of xml.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))) {
        yield (field) => elements(inner!, field)[0];
      }
      page = nextPage(xml);
    }
  }
}

function nextPage(xml: string): Record<string, string> | null {
  if (elements(xml, 'IsTruncated')[0] !== 'true') return null;
  const [token] = elements(xml, 'NextContinuationToken');
  if (token !== undefined) return { 'continuation-token': token };
  const [key] = elements(xml, 'NextKeyMarker');
  const [upload] = elements(xml, 'NextUploadIdMarker');
  return { 'key-marker': key ?? '', 'upload-id-marker': upload ?? '' };
}
