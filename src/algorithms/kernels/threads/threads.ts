/**
 * What a fit may start threads with: the algorithms know no Node, so that whoever calls them brings it. A thread that never
 * comes to run, late or not at all, costs time and changes no result.
 */
export interface Threads {
  /** of threads that may run at once, the caller's own among them; 1 and more */
  readonly count: number;
  /**
   * Starts a thread that calls a function with `data`: shared memory, compiled modules and what else can be cloned. `entry` is
   * the function's text, since the trainer is one file, and takes nothing with it but its argument. Never throws.
   */
  start(entry: string, data: object): void;
}
