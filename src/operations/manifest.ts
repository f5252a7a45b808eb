import { z } from 'zod';

/** manifest.json, written last: a folder without one is no backup. */
export const Manifest = z.strictObject({
  format: z.literal('algoapi-backup/1'),
  /** of the program that wrote it */
  version: z.string(),
  created_at: z.string(),
  /** names of the migrations that the rows are of, in order */
  migrations: z.array(z.string()),
  /** tables/<name>.jsonl, each after those that it refers to */
  tables: z.array(z.strictObject({ name: z.string(), rows: z.number().int(), sha256: z.string() })),
  /** blobs.jsonl: a line for each file of blobs/ */
  blobs: z.strictObject({ count: z.number().int(), bytes: z.number().int(), sha256: z.string() }),
});
export type Manifest = z.infer<typeof Manifest>;

/** One line of blobs.jsonl; the key is the name of the file. */
export const BlobLine = z.strictObject({
  key: z.string().regex(/^blob_[A-Za-z0-9_-]{20}$/),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type BlobLine = z.infer<typeof BlobLine>;

export class BackupError extends Error {
  override readonly name = 'BackupError';
}
