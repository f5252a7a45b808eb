import { RandomStream } from '../../../src/algorithms/random/stream.js';
import type { Client } from '../harness/client.js';
import { ratingsCsv } from '../harness/data.js';
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

export function monthsCsv(months: number): string {
  const lines = ['month,sales'];
  for (let m = 0; m < months; m++) {
    const month = `${2015 + Math.floor(m / 12)}-${String((m % 12) + 1).padStart(2, '0')}-01`;
    lines.push(`${month},${100 + m + 20 * (m % 12) + ((m * 7919) % 13)}`);
  }
  return `${lines.join('\n')}\n`;
}

const FAMILIES: readonly { readonly table: string; readonly fields: Readonly<Record<string, string>> }[] = [
  {
    table: ratingsCsv(60, 30, 12).replaceAll(/\b[ui](\d)/g, '$1'),
    fields: { model_type: 'recommendation', algorithm: 'als', name: 'ratings' },
  },
  {
    table: peopleCsv(200),
    fields: { model_type: 'classification', target: 'label', algorithm: 'logistic_regression', name: 'people' },
  },
  { table: monthsCsv(60), fields: { model_type: 'forecasting', algorithm: 'theta', name: 'sales' } },
];

/** An account with a model of each kind of answer, as the examples and the generated requests need one. */
export class Furnished {
  readonly datasets: string[] = [];
  readonly tasks: string[] = [];
  /** model id by model_type */
  readonly models = new Map<string, string>();

  /** `spareKey`: of the same account, to be rotated and revoked */
  private constructor(private readonly spareKey: string) {}

  static async with(client: Client): Promise<Furnished> {
    const spare = await client.call<{ api_key: string }>('POST', '/api/v1/keys', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'spare', scopes: ['admin'] }),
    });
    const furnished = new Furnished(spare.body.api_key);
    for (const { table, fields } of FAMILIES) {
      const { task_id } = await client.train(table, fields);
      const task = await client.ended(task_id);
      if (task.model_id === null) throw new Error(`${fields.model_type}: ${JSON.stringify(task.error)}`);
      furnished.models.set(fields.model_type!, task.model_id);
      furnished.datasets.push(task.dataset_id);
      furnished.tasks.push(task_id);
    }
    return furnished;
  }

  /** The model that this route asks something of. */
  modelFor({ path }: Pick<Route, 'path'>): string {
    if (/recommendations|similar/.test(path)) return this.models.get('recommendation')!;
    return this.models.get(path.endsWith('/forecast') ? 'forecasting' : 'classification')!;
  }

  /** A key of its own for what changes or ends the key that calls. */
  keyFor({ method, path }: Pick<Route, 'method' | 'path'>, client: Client): string {
    const spends = path.endsWith('/keys/rotate') || (method === 'DELETE' && path.endsWith('/keys/me'));
    return spends ? this.spareKey : client.key;
  }

  /** A path of this route that stands for something; what is to be removed is made first. */
  async target({ method, path }: Route, client: Client): Promise<string> {
    if (!path.includes('{')) return path;
    const of = (id: string) => path.replace('{id}', id);
    if (method === 'DELETE' || path.endsWith('/cancel')) return of(await this.expendable(path, client));
    if (path.startsWith('/api/v1/datasets/')) return of(this.datasets[0]!);
    if (path.startsWith('/api/v1/tasks/')) return of(this.tasks[0]!);
    return of(this.modelFor({ path }));
  }

  private async expendable(path: string, client: Client): Promise<string> {
    if (path.startsWith('/api/v1/keys/')) {
      const body = JSON.stringify({ name: 'expendable', scopes: ['read'] });
      const headers = { 'content-type': 'application/json' };
      return (await client.call<{ id: string }>('POST', '/api/v1/keys', { headers, body })).body.id;
    }
    const { table, fields } = FAMILIES[1]!;
    const { task_id } = await client.train(table, { ...fields, name: 'expendable' });
    if (path.startsWith('/api/v1/tasks/')) return task_id;
    const task = await client.ended(task_id);
    return path.startsWith('/api/v1/datasets/') ? task.dataset_id : task.model_id!;
  }

  /** For generated requests: routes that remove things or end a key are sent to nothing of value. */
  known(client: Client): Known {
    return {
      table: peopleCsv(60),
      key: (route) => this.keyFor(route, client),
      ids: (route) => {
        if (route.method === 'DELETE' || route.path.startsWith('/api/v1/keys')) return [];
        if (route.path.startsWith('/api/v1/datasets')) return this.datasets;
        if (route.path.startsWith('/api/v1/tasks')) return this.tasks;
        return [...this.models.values(), this.modelFor(route), 'people', 'people@1'];
      },
    };
  }
}
