interface Entry<T> {
  readonly value: Promise<T>;
  readonly until: number;
  /** from when on somebody who asks has it loaded anew */
  renewFrom: number;
}

/**
 * Values by key, none older than `freshMs`. What is asked for all the time is loaded anew before it is stale, so that no
 * request waits for it: only the first one does, and one after a pause. A burst of requests loads once; what failed is not kept.
 */
export class FreshCache<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(
    private readonly load: (key: string) => Promise<T>,
    private readonly freshMs: number,
    private readonly maxEntries: number,
  ) {}

  get(key: string): Promise<T> {
    const now = Date.now();
    const entry = this.entries.get(key);
    if (!entry || entry.until <= now) return this.begin(key, now);
    if (now >= entry.renewFrom) this.renew(key, entry, now);
    return entry.value;
  }

  forget(key: string): void {
    this.entries.delete(key);
  }

  forgetWhere(isMeant: (key: string) => boolean): void {
    for (const key of this.entries.keys()) if (isMeant(key)) this.entries.delete(key);
  }

  private begin(key: string, now: number): Promise<T> {
    if (this.entries.size >= this.maxEntries) this.entries.clear();
    const entry = this.entryOf(this.load(key), now);
    this.entries.set(key, entry);
    entry.value.catch(() => this.entries.get(key) === entry && this.entries.delete(key));
    return entry.value;
  }

  private renew(key: string, entry: Entry<T>, now: number): void {
    entry.renewFrom = Infinity;
    const renewed = this.entryOf(this.load(key), now);
    renewed.value.then(
      // Forgotten in the meantime: what was loaded before may be what was to be forgotten.
      () => this.entries.get(key) === entry && this.entries.set(key, renewed),
      () => undefined,
    );
  }

  /** Its age counts from before it was loaded. */
  private readonly entryOf = (value: Promise<T>, now: number): Entry<T> => ({
    value,
    until: now + this.freshMs,
    renewFrom: now + this.freshMs / 2,
  });
}
