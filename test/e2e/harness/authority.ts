import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  /** PEM of the authority */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority of the test's own, and what it certifies: `names` as in subjectAltName, say `IP:127.0.0.1`. */
export function certify(names: readonly string[]): Certificates {
  const cwd = mkdtempSync(join(tmpdir(), 'algoapi-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd, stdio: 'ignore' });
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8');
  try {
    openssl('req', '-x509', ...CURVE, '-days', '1', '-subj', '/CN=test', '-keyout', 'ca.key', '-out', 'ca.pem');
    openssl('req', ...CURVE, '-subj', '/CN=receiver', '-keyout', 'key.pem', '-out', 'request.pem');
    writeFileSync(join(cwd, 'extensions'), `subjectAltName=${names.join(',')}\n`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'extensions'];
    openssl('x509', '-req', '-days', '1', '-in', 'request.pem', ...signed, '-out', 'cert.pem');
    return { authority: read('ca.pem'), certificate: read('cert.pem'), key: read('key.pem') };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
