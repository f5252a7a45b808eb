import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const at = (path: string) => join(ROOT, path);
const VALIDATORS = process.env.TEST_VALIDATORS;
const missingValidators = VALIDATORS ? '' : `the validators are not here ${process.env.TEST_MISSING ?? ''}`;
const missingCompose = spawnSync('docker-compose', ['--version']).status === 0 ? '' : 'docker-compose is not here';

const schema = (file: string) => ['check-jsonschema', '--schemafile', at(`deploy/schemas/${file}`)];
/** A file, what checks it, and a mistake that must be found. */
const FILES: readonly { file: string; check: readonly string[]; right: string; wrong: string }[] = [
  {
    file: 'docker-compose.yml',
    check: ['check-jsonschema', '--builtin-schema', 'vendor.compose-spec'],
    right: 'stop_grace_period',
    wrong: 'stop_grace_perid',
  },
  { file: '.do/app.yaml', check: schema('app-platform.schema.json'), right: 'VALKEY', wrong: 'VALKY' },
  { file: 'deploy/railway/web.json', check: schema('railway.schema.json'), right: '120', wrong: '"120"' },
  { file: 'deploy/railway/worker.json', check: schema('railway.schema.json'), right: 'ON_FAILURE', wrong: 'ON_ERROR' },
  { file: 'deploy/aws/template.yaml', check: ['cfn-lint'], right: 'AWS::ECS::Cluster\n', wrong: 'AWS::ECS::Clustr\n' },
  {
    file: 'deploy/grafana/dashboard.json',
    check: schema('grafana-dashboard.schema.json'),
    right: '"gridPos"',
    wrong: '"gridPosition"',
  },
  {
    file: 'deploy/kubernetes/web.yaml',
    check: ['kubernetes-validate', '--strict'],
    right: 'replicas: 2',
    wrong: 'replicas: two',
  },
  {
    file: 'deploy/kubernetes/worker.yaml',
    check: ['kubernetes-validate', '--strict'],
    right: 'envFrom',
    wrong: 'envForm',
  },
  {
    file: 'deploy/kubernetes/network-policy.yaml',
    check: ['kubernetes-validate', '--strict'],
    right: 'policyTypes: [Ingress]',
    wrong: 'policyTypes: Ingress',
  },
  {
    file: 'deploy/kubernetes/namespace.yaml',
    check: ['kubernetes-validate', '--strict'],
    right: 'labels:',
    wrong: 'label:',
  },
];

describe.skipIf(missingValidators)(`deployment files ${missingValidators}`, () => {
  const check = ([program, ...args]: readonly string[], file: string) =>
    run(join(VALIDATORS!, program!), [...args, file]);

  it.each(FILES)('$file is valid, and a mistake in it is found', async ({ file, check: command, right, wrong }) => {
    await check(command, at(file));
    const folder = mkdtempSync(join(tmpdir(), 'algoapi-deployment-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const text = readFileSync(at(file), 'utf8');
    expect(text).toContain(right);
    writeFileSync(join(folder, basename(file)), text.replace(right, wrong));
    await expect(check(command, join(folder, basename(file)))).rejects.toThrow();
  });
});

describe.skipIf(missingCompose)(`the compose file ${missingCompose}`, () => {
  /** As Compose understands it: variables filled in, anchors resolved. Services by name, each in its own lines. */
  async function services(): Promise<Map<string, string>> {
    const folder = mkdtempSync(join(tmpdir(), 'algoapi-compose-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'docker-compose.yml'), readFileSync(at('docker-compose.yml')));
    writeFileSync(join(folder, '.env'), 'POSTGRES_PASSWORD=one\nREDIS_PASSWORD=two\n');
    const { PATH } = process.env;
    const { stdout } = await run('docker-compose', ['config'], { cwd: folder, env: { PATH } });
    const blocks = stdout
      .split('\nvolumes:')[0]!
      .split(/^ {2}(?=\w+:$)/m)
      .slice(1);
    return new Map(blocks.map((block) => [block.slice(0, block.indexOf(':')), block]));
  }

  it('gives the Docker socket to the worker alone', async () => {
    const all = await services();
    expect([...all.keys()].sort()).toEqual(['postgres', 'redis', 'web', 'worker']);
    expect([...all].filter(([, block]) => block.includes('docker.sock')).map(([name]) => name)).toEqual(['worker']);
  });

  it('publishes on loopback, and nothing but the web process', async () => {
    const published = [...(await services())].flatMap(([name, block]) =>
      [...block.matchAll(/^ {4}- (\S+):\d+\/tcp$/gm)].map(([, where]) => `${name} ${where}`),
    );
    expect(published).toEqual(['web 127.0.0.1:8000', 'web 127.0.0.1:5555']);
  });
});
