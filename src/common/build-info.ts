import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What is running, for certificates and /health. Read once: the files do not change under a running process. */
export interface BuildInfo {
  readonly version: string;
  /** of package-lock.json: every dependency at its exact version */
  readonly lockSha256: string;
  /** of the checker as it runs in the sandbox */
  readonly checkerSha256: string;
}

/** The package's folder, seen from dist/common/. */
const ROOT = new URL('../../', import.meta.url);

export function readBuildInfo(): BuildInfo {
  const manifest = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { version: string };
  return {
    version: manifest.version,
    lockSha256: sha256Of('package-lock.json'),
    checkerSha256: sha256Of('dist/sandbox/checker.mjs'),
  };
}

const sha256Of = (path: string) =>
  createHash('sha256')
    .update(readFileSync(new URL(path, ROOT)))
    .digest('hex');
