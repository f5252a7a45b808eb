import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { install, isRootOnDebian } from '../services/debian.mjs';
import { MissingService } from '../services/missing.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const requirements = path.join(root, 'deploy/requirements.txt');
const venv = path.join(root, '.cache/validators');
/** Written last, and holds what was installed: an install that was cut short, or is of other versions, is made anew. */
const mark = path.join(venv, 'requirements.txt');

/**
 * The Python programs that check deployment files, in a virtual environment of the checkout.
 *
 * @param {(line: string) => void} say
 * @returns {string} the folder of the programs
 */
export function ensureValidators(say) {
  const wanted = fs.readFileSync(requirements, 'utf8');
  if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== wanted) {
    say('installing the validators of deployment files');
    fs.rmSync(venv, { recursive: true, force: true });
    if (!makesVenv() && isRootOnDebian()) install(['python3-venv'], say);
    if (!fs.existsSync(path.join(venv, 'bin/pip')) && !makesVenv()) {
      throw new MissingService('Validators', 'python3 with its module venv is not here');
    }
    const pip = spawnSync(path.join(venv, 'bin/pip'), ['install', '--quiet', '-r', requirements], { encoding: 'utf8' });
    if (pip.status !== 0) throw new MissingService('Validators', `pip failed: ${pip.stderr.trim().split('\n').at(-1)}`);
    fs.writeFileSync(mark, wanted);
  }
  return path.join(venv, 'bin');
}

const makesVenv = () => spawnSync('python3', ['-m', 'venv', venv], { stdio: 'ignore' }).status === 0;
