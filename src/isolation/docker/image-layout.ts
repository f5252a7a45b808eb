/** Where an image of ours has what; the Dockerfile's trainer target follows the same layout. */
export const NODE_PATH = '/usr/local/bin/node';

export function programPath(program: string): string {
  return `/sandbox/${program}.mjs`;
}
