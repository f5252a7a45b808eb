import { createHash } from 'node:crypto';
import { isolationUnavailable } from './sandbox-error.js';

const FIRST_UID = 20_000;
const SLOTS = 64;
const BLOCKS = 500;

/**
 * One uid per sandbox that runs at once, since the kernel counts some limits per uid across containers. Each worker
 * draws from a block of its own, chosen by a hash of its id: 20000 … 51999.
 */
export class UidSlots {
  private readonly first: number;
  private readonly taken = new Set<number>();

  constructor(workerId: string) {
    const block = createHash('sha256').update(workerId).digest().readUInt32BE(0) % BLOCKS;
    this.first = FIRST_UID + block * SLOTS;
  }

  take(): number {
    for (let uid = this.first; uid < this.first + SLOTS; uid++) {
      if (this.taken.has(uid)) continue;
      this.taken.add(uid);
      return uid;
    }
    throw isolationUnavailable(`all ${SLOTS} places of this worker's sandbox are taken`);
  }

  release(uid: number): void {
    this.taken.delete(uid);
  }
}
