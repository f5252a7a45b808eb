import { setTimeout as delay } from 'node:timers/promises';

export interface TaskView {
  readonly task_id: string;
  readonly status: string;
  readonly dataset_id: string;
  readonly model_id: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
  readonly isolation: { readonly isolation: string; readonly isolation_backend: string } | null;
  readonly attempts: number;
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

const ENDED = ['succeeded', 'failed', 'cancelled'];

/** A client of the API as a user would write one: URLs, headers and field names of the contract, nothing of our types. */
export class Client {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  static async open(url: string): Promise<Client> {
    const response = await fetch(`${url}/api/v1/keys/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'test', email: 'test@example.com' }),
    });
    const { api_key } = (await response.json()) as { api_key: string };
    return new Client(url, api_key);
  }

  async call<T = Record<string, unknown>>(method: string, path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const headers = { 'x-api-key': this.key, ...(init.headers as Record<string, string>) };
    const response = await fetch(this.url + path, { ...init, method, headers });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  get<T = Record<string, unknown>>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  upload<T = TaskView>(
    path: string,
    file: string | Uint8Array | null,
    fields: Readonly<Record<string, string>>,
  ): Promise<Answer<T>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (file !== null) form.append('file', new Blob([file]), 'data.csv');
    return this.call<T>('POST', path, { body: form });
  }

  async train(file: string | Uint8Array, fields: Readonly<Record<string, string>>): Promise<TaskView> {
    const { status, body } = await this.upload('/api/v1/train', file, fields);
    if (status !== 202) throw new Error(`train answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async task(id: string): Promise<TaskView> {
    return (await this.get<TaskView>(`/api/v1/tasks/${id}`)).body;
  }

  async until(id: string, reached: (task: TaskView) => boolean, seconds = 90): Promise<TaskView> {
    for (const end = Date.now() + seconds * 1000; ; await delay(100)) {
      const task = await this.task(id);
      if (reached(task)) return task;
      if (Date.now() > end) throw new Error(`task did not get there: ${JSON.stringify(task)}`);
    }
  }

  ended(id: string, seconds = 90): Promise<TaskView> {
    return this.until(id, ({ status }) => ENDED.includes(status), seconds);
  }
}
