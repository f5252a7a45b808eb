import { RandomStream } from '../../../src/algorithms/random/stream.js';
import type { Client, TaskView } from '../harness/client.js';
import { monthsCsv, ratingsCsv } from '../harness/data.js';
import type { Route } from './document.js';
import type { Known } from './requests.js';

/** Rows that every family but recommendation and forecasting learns from; `label` follows from `age`. */
export function peopleCsv(rows: number): string {
  const random = new RandomStream(3, 'test.people');
  const lines = ['age,education,hours,label'];
  for (let row = 0; row < rows; row++) {
    const age = 18 + random.below(60);
    const education = ['Bachelors', 'Masters', 'School'][random.below(3)];
    lines.push(`${age},${education},${20 + random.below(30)},${age + random.below(10) > 45 ? 'yes' : 'no'}`);
  }
  return `${lines.join('\n')}\n`;
}

const FAMILIES: readonly { readonly table: string; readonly fields: Readonly<Record<string, string>> }[] = [
  {
    // Users and items by number, as in the document's examples, one of which is item 1002.
    table: ratingsCsv(60, 30, 12)
      .replaceAll(/\bi7\b/g, '1002')
      .replaceAll(/\b[ui](\d)/g, '$1'),
    fields: { model_type: 'recommendation', algorithm: 'als', name: 'ratings' },
  },
  {
    table: peopleCsv(200),
    fields: { model_type: 'classification', target: 'label', algorithm: 'logistic_regression', name: 'people' },
  },
  { table: monthsCsv(60), fields: { model_type: 'forecasting', algorithm: 'theta', name: 'sales' } },
];

/** Routes that take a model's name, and know of its versions. */
const OF_NAMES = /\/models\/\{id\}\/(versions|serving|promote|rollback|promotions|split|outcomes)$/;

/** An account with a model of each kind of answer, as the examples and the generated requests need one. */
export class Furnished {
  readonly datasets: string[] = [];
  readonly tasks: string[] = [];
  readonly scored: string[] = [];
  readonly webhooks: string[] = [];
  readonly deliveries: string[] = [];
  /** model id by model_type */
  readonly models = new Map<string, string>();

  /** `spareKey`: of the same account, to be rotated and revoked */
  private constructor(
    private readonly spareKey: string,
    private readonly hook: string,
  ) {}

  /** `hook`: a URL that takes webhooks */
  static async with(client: Client, hook: string): Promise<Furnished> {
    const furnished = new Furnished(await newKey(client), hook);
    furnished.webhooks.push(await furnished.webhook(client));
    const { id } = await posted<{ id: string }>(client, `/api/v1/webhooks/${furnished.webhooks[0]}/test`, {});
    furnished.deliveries.push(id);
    // The name "people" has two versions.
    for (const { table, fields } of [...FAMILIES, FAMILIES[1]!]) {
      const { task_id } = await client.train(table, fields);
      const task = await client.ended(task_id);
      if (task.model_id === null) throw new Error(`${fields.model_type}: ${JSON.stringify(task.error)}`);
      furnished.models.set(fields.model_type!, task.model_id);
      furnished.datasets.push(task.dataset_id);
      furnished.tasks.push(task_id);
    }
    const scored = await client.call<TaskView>('POST', '/api/v1/models/people/predict', {
      headers: { 'content-type': 'text/csv', prefer: 'wait=0' },
      body: peopleCsv(10),
    });
    await client.ended(scored.body.task_id);
    furnished.scored.push(scored.body.task_id);
    return furnished;
  }

  /** The model that this route asks something of. */
  modelFor({ path }: Pick<Route, 'path'>): string {
    if (OF_NAMES.test(path)) return 'people';
    if (/recommendations|similar/.test(path)) return this.models.get('recommendation')!;
    return this.models.get(path.endsWith('/forecast') ? 'forecasting' : 'classification')!;
  }

  /** Whether the route changes or ends the key that calls. */
  private spendsKey({ method, path }: Pick<Route, 'method' | 'path'>): boolean {
    return path.endsWith('/keys/rotate') || (method === 'DELETE' && path.endsWith('/keys/me'));
  }

  async keyFor(route: Pick<Route, 'method' | 'path'>, client: Client): Promise<string> {
    return this.spendsKey(route) ? newKey(client) : client.key;
  }

  /** Ids that exist for this parameter of the route. */
  existing({ path }: Pick<Route, 'path'>, parameter: string): readonly string[] {
    if (parameter === 'delivery') return this.deliveries;
    if (path.startsWith('/api/v1/datasets/')) return this.datasets;
    if (path.startsWith('/api/v1/tasks/')) return path.endsWith('.csv') ? this.scored : this.tasks;
    if (path.startsWith('/api/v1/webhooks/')) return this.webhooks;
    if (path.startsWith('/api/v1/models/')) return [this.modelFor({ path }), ...this.models.values(), 'people'];
    return [];
  }

  /** The route's path with ids in it; what it removes or ends is made first. */
  async target(route: Route, client: Client): Promise<string> {
    const { method, path } = route;
    const removes = (method === 'DELETE' && path.endsWith('}')) || path.endsWith('/cancel');
    const ids = removes && path.includes('{') ? [await this.expendable(path, client)] : null;
    return path.replace(/\{(\w+)\}/g, (_, name: string) => (ids ?? this.existing(route, name))[0] ?? 'nothing');
  }

  private async expendable(path: string, client: Client): Promise<string> {
    if (path.startsWith('/api/v1/keys/')) {
      return (await posted<{ id: string }>(client, '/api/v1/keys', { name: 'expendable', scopes: ['read'] })).id;
    }
    if (path.startsWith('/api/v1/webhooks/')) return this.webhook(client);
    const { table, fields } = FAMILIES[1]!;
    const { task_id } = await client.train(table, { ...fields, name: 'expendable' });
    if (path.startsWith('/api/v1/tasks/')) return task_id;
    const task = await client.ended(task_id);
    return path.startsWith('/api/v1/datasets/') ? task.dataset_id : task.model_id!;
  }

  private async webhook(client: Client): Promise<string> {
    const body = { url: this.hook, events: ['task.succeeded'] };
    return (await posted<{ id: string }>(client, '/api/v1/webhooks', body)).id;
  }

  /** For generated requests: routes that remove things or end a key are sent to nothing of value. */
  known(client: Client): Known {
    return {
      table: peopleCsv(60),
      key: (route) => (this.spendsKey(route) ? this.spareKey : client.key),
      ids: (route, parameter) =>
        (route.method === 'DELETE' && route.path.endsWith('}')) || route.path.startsWith('/api/v1/keys')
          ? []
          : this.existing(route, parameter),
    };
  }
}

async function newKey(client: Client): Promise<string> {
  return (await posted<{ api_key: string }>(client, '/api/v1/keys', { name: 'spare', scopes: ['admin'] })).api_key;
}

async function posted<T>(client: Client, path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await client.call<T>('POST', path, { headers, body: JSON.stringify(body) });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
