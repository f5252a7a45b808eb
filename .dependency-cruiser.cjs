/** Who may import whom. Each rule carries its reason; test/unit/rules plants a violation of each and sees it caught. */
const npm = (names) => `(^|/)node_modules/(${names})/`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-circular', 'A cycle hides which stage owns what.', {}, { circular: true }),
    rule(
      'algorithms-import-nothing',
      'Estimators run in the sandbox and must be testable, portable and deterministic alone.',
      { path: '^src/algorithms/' },
      { pathNot: '^src/algorithms/' },
    ),
    rule(
      'contracts-are-leaf',
      'What crosses a process boundary is parsed here and knows no side of it.',
      { path: '^src/contracts/' },
      { pathNot: ['^src/contracts/', npm('zod')] },
    ),
    rule(
      'sanitizer-core-is-pure',
      'The core reads bytes and writes tables; it must run unchanged in the sandbox and offline.',
      { path: '^src/sanitizer/(core|recipe)/' },
      {
        path: ['^src/', npm('@nestjs|bull|ioredis|typeorm|pg|dockerode|fastify|pino')],
        pathNot: ['^src/sanitizer/(core|recipe)/', '^src/contracts/'],
      },
    ),
    rule(
      'trainer-closure',
      'Nothing the sandbox loads, even transitively, may know Nest, the queue, the database or the configuration.',
      { path: '^src/trainer/' },
      {
        path: [
          '^src/(?!trainer/|algorithms/|contracts/|sanitizer/core/|sanitizer/recipe/)',
          npm('@nestjs|bull|ioredis|typeorm|pg|dockerode|fastify|pino'),
        ],
        reachable: true,
      },
    ),
    rule(
      'checker-trusts-nobody',
      'A checker that calls the code of the trainer proves nothing.',
      { path: '^src/verification/checker/' },
      { path: '^src/', pathNot: ['^src/verification/checker/', '^src/contracts/'], reachable: true },
    ),
    rule(
      'nobody-imports-trainer',
      'The trainer is reached by path inside the sandbox, never by import.',
      { pathNot: '^src/trainer/' },
      { path: '^src/trainer/' },
    ),
    rule(
      'one-spawner',
      'Everything that starts a process or talks to Docker can be audited in one folder. verify runs the trainer for a person on their own data.',
      { path: '^src/', pathNot: ['^src/isolation/', '^src/app/supervisor', '^src/verification/bin/run-program[.]ts$'] },
      { path: ['^(node:)?(child_process|cluster)$', npm('dockerode')] },
    ),
    rule(
      'threads-in-sandbox-code-only',
      'Worker threads belong to the isolation backends and to the sandboxed trainer.',
      { path: '^src/', pathNot: '^src/(isolation|trainer)/' },
      { path: '^(node:)?worker_threads$' },
    ),
    rule(
      'queue-clients',
      'One producer, one consumer, and the places that watch them.',
      {
        path: '^src/',
        pathNot: '^src/(training/queue|training/train[.]processor|monitoring|health|keys/limits|common/redis|app)',
      },
      { path: npm('@nestjs/bull|bull|ioredis') },
    ),
    rule(
      'web-never-reaches-a-processor',
      '@nestjs/bull starts every @Processor that it finds: the web process must not find one.',
      { path: '^src/app/web[.]module[.]ts$' },
      { path: '[.]processor[.]ts$', reachable: true },
    ),
    rule(
      'web-never-reaches-docker',
      'The web process never touches Docker: it reads its state from the heartbeats of the workers.',
      { path: '^src/app/web[.]module[.]ts$' },
      { path: [npm('dockerode'), '^(node:)?child_process$'], reachable: true },
    ),
    rule(
      'worker-never-reaches-a-controller',
      'The worker opens no public port.',
      { path: '^src/app/worker[.]module[.]ts$' },
      { path: '[.]controller[.]ts$', reachable: true },
    ),
    rule(
      'serving-is-read-only',
      'models/ serves verified artifacts: it knows contracts, storage and the prediction half of algorithms.',
      { path: '^src/models/' },
      {
        path: '^src/',
        pathNot: [
          '^src/(models|contracts|storage|common|config|database|keys|algorithms|telemetry)/',
          '^src/sanitizer/recipe/',
        ],
      },
    ),
    rule(
      'common-knows-no-feature',
      'Shared ground must not know who stands on it.',
      { path: '^src/(common|config|storage)/' },
      { path: '^src/', pathNot: '^src/(common|config|storage|contracts|database)/' },
    ),
    rule(
      'telemetry-knows-no-feature',
      'Every feature may count and trace: what does so must not lean on any of them.',
      { path: '^src/telemetry/' },
      { path: '^src/', pathNot: '^src/(telemetry|common|config)/' },
    ),
    rule(
      'app-is-top',
      'Only main.ts composes apps.',
      { path: '^src/', pathNot: '^src/(app/|main[.]ts$)' },
      { path: '^src/app/' },
    ),
    rule('src-not-to-test', 'The product does not ship its tests.', { path: '^src/' }, { path: '^test/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
