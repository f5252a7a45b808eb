/** a PostgreSQL integer */
export const MOST_VERSIONS = 2 ** 31 - 1;

/** How a client names a model in a path: its id, a name, or a name at one version. */
export interface Reference {
  readonly idOrName: string;
  /** null: whichever is served */
  readonly version: number | null;
}

/** `name@3` pins a version; a name holds no `@`. */
export function parseReference(text: string): Reference {
  const pinned = /^([^@]+)@([1-9]\d{0,8})$/.exec(text);
  return pinned ? { idOrName: pinned[1]!, version: Number(pinned[2]) } : { idOrName: text, version: null };
}
