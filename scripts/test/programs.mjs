import { install, isRootOnDebian, onPath } from '../services/debian.mjs';
import { MissingService } from '../services/missing.mjs';

/** What some tests start themselves: Debian's package of each, and a call that shows it is there. */
const programs = [
  { name: 'chromium', from: 'chromium', proof: ['--version'] },
  { name: 'curl', from: 'curl', proof: ['--version'] },
  { name: 'docker-compose', from: 'docker-compose', proof: ['--version'] },
  { name: 'ip', from: 'iproute2', proof: ['-Version'] },
  { name: 'openssl', from: 'openssl', proof: ['version'] },
  { name: 'promtool', from: 'prometheus', proof: ['--version'] },
  { name: 'runsc', from: 'runsc', proof: ['--version'] },
];

/**
 * @param {(line: string) => void} say
 * @throws {MissingService} naming the programs that are not here and could not be installed
 */
export function ensurePrograms(say) {
  const absent = () => programs.filter(({ name, proof }) => !onPath(name, ...proof));
  if (absent().length > 0 && isRootOnDebian()) {
    install(
      absent().map(({ from }) => from),
      say,
    );
  }
  const names = absent().map(({ name }) => name);
  if (names.length > 0) throw new MissingService('Programs', `not installed: ${names.join(', ')}`);
}
