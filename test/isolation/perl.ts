import { execFileSync } from 'node:child_process';

export const PERL = '/usr/bin/perl';

/** The shared libraries of Perl, which is on every Debian, as the dynamic loader finds them. */
export function perlLibraries(): string[] {
  const lines = execFileSync('ldd', [PERL], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}
