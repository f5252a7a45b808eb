import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

/** Web and workers as processes of their own, which share PostgreSQL and Redis and nothing else. */
describe.skipIf(missing)(`one web process and two workers ${missing}`, () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.start({ workers: 2 });
  });
  afterAll(() => installation?.stop());

  it('does 20 tasks, all of them, on both', async () => {
    const client = await installation.client();
    const data = ratingsCsv(50, 25, 10);
    const tasks = await Promise.all(
      Array.from({ length: 20 }, () => client.train(data, { model_type: 'recommendation', algorithm: 'als' })),
    );
    const ended = await Promise.all(tasks.map(({ task_id }) => client.ended(task_id, 110)));
    expect(ended.map(({ status, error }) => error ?? status)).toEqual(Array(20).fill('succeeded'));
    const { rows } = await installation.database.pool.query<{ worker_id: string; tasks: string }>(
      'select worker_id, count(*) tasks from tasks group by 1',
    );
    expect(rows).toHaveLength(2);
    const { rows: models } = await installation.database.pool.query('select 1 from models');
    expect(models).toHaveLength(20);
  });
});
