/** What the worker tells the launcher, as JSON in its first argument. */
export interface JailConfig {
  readonly node: string;
  readonly nodeFlags: readonly string[];
  /** single-file ES module */
  readonly program: string;
  /** null: the worker is not root, and cannot give the program a user of its own */
  readonly uid: number | null;
  /** resource → [soft, hard], numbers of sys/resource.h */
  readonly limits: readonly (readonly [resource: number, soft: number, hard: number])[];
}

/** What the launcher has applied, as JSON on descriptor 3 just before it becomes the program. */
export interface JailStatus {
  /** 0: files are not confined */
  readonly landlockAbi: number;
  readonly ownNetwork: boolean;
}

export const STATUS_FD = 3;

/** Of sys/resource.h on Linux x86_64. */
export const RLIMIT = { cpu: 0, fsize: 1, data: 2, core: 4, nproc: 6, nofile: 7, memlock: 8 } as const;
