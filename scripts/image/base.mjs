/**
 * Makes a base image for the Dockerfile without a registry, from this machine's own Node, npm and shell:
 *   node scripts/image/base.mjs [NAME] && docker build --network host --build-arg BASE_IMAGE=NAME .
 * For where no registry of images is reached, tests included. Linux only: the image is of what runs here.
 */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Docker from 'dockerode';

const name = process.argv[2] ?? 'algoapi-secure/base:local';
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'algoapi-base-'));
try {
  layRoot();
  await importAs(name);
  console.log(name);
} finally {
  fs.rmSync(root, { recursive: true });
}

/** What the stages use, where the official Node images have it: node, npm, and the shell that npm's scripts ask for. */
function layRoot() {
  const programs = { '/usr/local/bin/node': process.execPath, '/bin/sh': '/bin/sh', '/usr/bin/env': '/usr/bin/env' };
  for (const [to, from] of Object.entries(programs)) {
    copy(fs.realpathSync(from), to);
    for (const library of librariesOf(from)) copy(library, library);
  }
  const npm = path.dirname(path.dirname(fs.realpathSync(onPath('npm'))));
  fs.cpSync(npm, at('/usr/local/lib/node_modules/npm'), { recursive: true });
  fs.symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', at('/usr/local/bin/npm'));
  fs.mkdirSync(at('/tmp'), { mode: 0o1777 });
  fs.mkdirSync(at('/root'));
  write('/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n');
  write('/etc/group', 'root:x:0:\nnode:x:1000:\n');
  layNpmConfig();
}

/** The same registry, with the same trust, as this machine's npm; its credentials stay here. */
function layNpmConfig() {
  const config = (key) => execFileSync('npm', ['config', 'get', key], { encoding: 'utf8' }).trim();
  const lines = [`registry=${config('registry')}`];
  const authorities = config('cafile');
  if (fs.existsSync(authorities)) {
    copy(authorities, '/etc/ssl/certs/ca-certificates.crt');
    lines.push('cafile=/etc/ssl/certs/ca-certificates.crt');
  }
  write('/usr/local/etc/npmrc', `${lines.join('\n')}\n`);
}

/** Absolute paths, as the dynamic loader of this machine resolves them. */
function librariesOf(program) {
  const output = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...output.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, file]) => file);
}

async function importAs(reference) {
  const tar = spawn('tar', ['-c', '--owner=0', '--group=0', '-C', root, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const docker = new Docker();
  const changes = ['ENV PATH=/usr/local/bin:/usr/bin:/bin', 'CMD ["node"]'];
  const [repo, tag = 'latest'] = reference.split(':');
  const progress = await docker.importImage(tar.stdout, { repo, tag, changes });
  await new Promise((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
}

function onPath(program) {
  return execFileSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).trim();
}

function at(file) {
  const place = path.join(root, file);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  return place;
}

function copy(from, to) {
  fs.copyFileSync(from, at(to));
  fs.chmodSync(at(to), 0o755);
}

function write(file, text) {
  fs.writeFileSync(at(file), text);
}
