import type { BlobStore } from '../storage/blob-store.js';
import { Measured } from '../storage/measured.js';

/** In place of a store, for an upload that is read only to know whether it is one that came before: keeps nothing. */
export const digestOnly: Pick<BlobStore, 'put' | 'delete'> = {
  async put(source, maxBytes) {
    const measured = new Measured(maxBytes);
    const chunks = measured.through(source);
    while (!(await chunks.next()).done);
    return { key: '', bytes: measured.bytes, sha256: measured.sha256() };
  },
  delete: () => Promise.resolve(),
};
