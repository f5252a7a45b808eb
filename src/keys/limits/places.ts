export interface Hit {
  /** how many came in this window up to this one; more than the limit: it is over */
  readonly hits: number;
  readonly leftMs: number;
}

/** Takes so many places in the shared window: the number of the last one, and for how long the window lasts. */
export type Take = (count: number) => Promise<readonly [last: number, leftMs: number]>;

/** Of what is left, a process takes so little at once that the end of a window is counted one by one. */
const SHARE = 100;
const MOST_AT_ONCE = 64;

/**
 * The places in one shared window that this process took and has not given to a request yet. All that wait for places wait
 * for one call, which takes as many as there are waiting, and no place that was taken in a window is given up within it.
 */
export class Places {
  private next = 1;
  private last = 0;
  private endsAt = 0;
  private waiting = 0;
  private refill: Promise<void> | null = null;

  constructor(
    private readonly limit: number,
    private readonly take: Take,
  ) {}

  /** At once where a place is at hand. Rejects with what `take` does. */
  hit(): Hit | Promise<Hit> {
    return this.give(Date.now()) ?? this.wait();
  }

  private give(now: number): Hit | null {
    if (this.next > this.last || now >= this.endsAt) return null;
    return { hits: this.next++, leftMs: this.endsAt - now };
  }

  private async wait(): Promise<Hit> {
    this.waiting += 1;
    try {
      for (;;) {
        this.refill ??= this.fill().finally(() => (this.refill = null));
        await this.refill;
        const hit = this.give(Date.now());
        if (hit) return hit;
      }
    } finally {
      this.waiting -= 1;
    }
  }

  private async fill(): Promise<void> {
    const used = Date.now() < this.endsAt ? this.last : 0;
    const share = Math.min(MOST_AT_ONCE, Math.floor((this.limit - used) / SHARE));
    const count = Math.max(1, share, this.waiting);
    const [last, leftMs] = await this.take(count);
    this.next = last - count + 1;
    this.last = last;
    this.endsAt = Date.now() + leftMs;
  }
}
