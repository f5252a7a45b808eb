import { gzipSync } from 'node:zlib';
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/algorithms/random/stream.js';
import { type Answer, type Client, type TaskView } from './harness/client.js';
import { ratingsCsv } from './harness/data.js';
import { Installation } from './harness/installation.js';
import { missingServices } from './harness/services.js';

const missing = missingServices();

/** 400 rows: the label follows the size and the colour, with noise; one cell in twenty is missing. */
function shirtsCsv(): string {
  const random = new RandomStream(11, 'test.shirts');
  const lines = ['size,colour,day,label,price'];
  for (let row = 0; row < 400; row++) {
    const size = 20 * random.uniform();
    const colour = ['red', 'green', 'blue'][random.below(3)]!;
    const price = 3 * size + (colour === 'red' ? 20 : 0) + random.uniform();
    const shown = random.below(20) === 0 ? '' : size.toFixed(2);
    const day = `2024-0${1 + random.below(9)}-1${random.below(10)}`;
    lines.push(`${shown},${colour},${day},${price > 40 ? 'dear' : 'cheap'},${price.toFixed(2)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Rows to score, as lines and as the objects of the JSON route. */
const HEADER = ['ref', 'size', 'colour', 'day', 'label', 'price'];
const ROWS = [
  ['a-1', '19.5', 'red', '2024-03-11', '', ''],
  ['"b, 2"', '0.1', 'mauve', '2024-04-12', '', ''],
  ['=1+1', '', ' blue ', '2024-05-13', 'cheap', '12'],
  ['@x', 'nine', 'red', '2024-06-14', '', ''],
  ['-5', '1e1', 'green', '', 'dear', '70'],
];
const csv = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  `${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
const plain = (cell: string) => cell.replaceAll('"', '');

/** By column; every name once. */
function parse(text: string): Map<string, string>[] {
  const [header, ...rows] = parseCsv(text) as [string[], ...string[][]];
  expect(new Set(header).size).toBe(header.length);
  return rows.map((cells) => new Map(header.map((name, i) => [name, cells[i]!])));
}

type Prediction = Record<string, unknown> & { error?: { field: string; message: string } };

describe.skipIf(missing)(`tables in, scored tables out ${missing}`, () => {
  let installation: Installation;
  let client: Client;
  const models = new Map<string, string>();

  beforeAll(async () => {
    installation = await Installation.start();
    client = await installation.client();
    for (const [type, fields] of Object.entries<Record<string, string>>({
      classification: { target: 'label', algorithm: 'logistic_regression' },
      regression: { target: 'price', algorithm: 'ridge' },
      clustering: { algorithm: 'k_means' },
      anomaly: { algorithm: 'isolation_forest' },
    })) {
      const { task_id } = await client.train(shirtsCsv(), { model_type: type, ...fields });
      const task = await client.ended(task_id, 110);
      expect(task.error, type).toBeNull();
      models.set(type, `/api/v1/models/${task.model_id}/predict`);
    }
  });
  afterAll(() => installation?.stop());

  const json = { 'content-type': 'application/json' };
  const score = (path: string, body: string | Uint8Array, type = 'text/csv', prefer = 'wait=60') =>
    client.call<string>('POST', path, { body, headers: { 'content-type': type, prefer } });

  it.each(['classification', 'regression', 'clustering', 'anomaly'])(
    '%s: a row of a table and the same row as JSON get the same answer',
    async (family) => {
      const path = models.get(family)!;
      const { status, headers, body } = await score(path, csv(HEADER, ROWS));
      expect(status, body).toBe(200);
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
      const scored = parse(body);
      const rows = ROWS.map((cells) => Object.fromEntries(cells.map((cell, i) => [HEADER[i]!, plain(cell)])));
      const answer = await client.call<{ predictions: Prediction[] }>('POST', path, {
        body: JSON.stringify({ rows }),
        headers: json,
      });
      expect(scored).toHaveLength(ROWS.length);
      expect(answer.body.predictions.map(({ error }) => error?.field)).toContain('size');
      answer.body.predictions.forEach((prediction, i) => {
        const line = scored[i]!;
        // The file's own cells as they came, also those that a spreadsheet would take for formulas.
        expect(HEADER.map((name) => line.get(name)!.trim())).toEqual(ROWS[i]!.map((cell) => plain(cell).trim()));
        const { error } = prediction;
        expect(line.get('error')).toBe(error ? `${error.field}: ${error.message}` : '');
        const told = ['prediction', 'lower', 'upper', 'cluster', 'anomaly_score'].filter((name) => line.has(name));
        expect(told.length).toBeGreaterThan(0);
        for (const name of told) expect(line.get(name), `${name} ${i}`).toBe(error ? '' : String(prediction[name]));
        const probabilities = Object.entries((prediction.probabilities ?? {}) as Record<string, number>);
        for (const [name, value] of probabilities) expect(line.get(`probability:${name}`)).toBe(String(value));
        expect(line.get('unknown_categories')).toBe(
          (prediction.unknown_categories as string[] | undefined)?.join() ?? '',
        );
      });
      expect(scored[1]!.get('unknown_categories')).toBe('colour');
    },
  );

  it('recommendation: what a pair of user and item comes to, from a table and as JSON', async () => {
    const { task_id } = await client.train(ratingsCsv(30, 20, 10), { model_type: 'recommendation', algorithm: 'als' });
    const path = `/api/v1/models/${(await client.ended(task_id, 110)).model_id}/predict`;
    const pairs = [
      ['u1', 'i1'],
      ['u2', 'i7'],
      ['nobody', 'i3'],
      ['u1', 'nothing'],
    ];
    const { body } = await score(path, csv(['user_id', 'item_id'], pairs));
    const rows = pairs.map(([user_id, item_id]) => ({ user_id, item_id }));
    const answer = await client.call<{ predictions: Prediction[] }>('POST', path, {
      body: JSON.stringify({ rows }),
      headers: json,
    });
    const told = answer.body.predictions.map(({ prediction }) => prediction as number);
    expect(parse(body).map((line) => line.get('prediction'))).toEqual(told.map(String));
    expect(told.every((value) => value > 0.5 && value < 5.5)).toBe(true);
  });

  it('takes a form, a packed table and a table that was uploaded before', async () => {
    const path = models.get('classification')!;
    const { body: expected } = await score(path, csv(HEADER, ROWS));
    const form = await client.upload<string>(path, csv(HEADER, ROWS), {});
    expect(form.body).toBe(expected);
    expect((await score(path, gzipSync(csv(HEADER, ROWS)), 'application/gzip')).body).toBe(expected);
    const task = await client.task(form.headers.get('location')!.split('/').at(-1));
    const again = await client.upload<string>(path, null, { dataset_id: task.dataset_id });
    expect(again.body).toBe(expected);
  });

  it('answers 202 with the task when the wait is over, and gives the table when it is there', async () => {
    const path = models.get('regression')!;
    const { status, headers, body } = await client.call<TaskView & { scored: unknown }>('POST', path, {
      body: csv(HEADER, ROWS),
      headers: { 'content-type': 'text/csv', prefer: 'wait=0' },
    });
    expect(status).toBe(202);
    expect(headers.get('preference-applied')).toBe('wait=0');
    const location = headers.get('location')!;
    expect(location).toBe(`/api/v1/tasks/${body.task_id}`);
    const early = await client.get<{ code: string }>(`${location}/result.csv`);
    expect([early.status, early.body.code]).toEqual([409, 'conflict']);
    const held = await client.call<string>('GET', `${location}/result.csv`, { headers: { prefer: 'wait=60' } });
    expect(held.status).toBe(200);
    expect(parse(held.body)).toHaveLength(ROWS.length);
    expect((await client.get(location)).body).toMatchObject({
      kind: 'score',
      status: 'succeeded',
      model_id: path.split('/')[4],
      scored: { rows: 5, errors: 1, unknown_categories: 1 },
    });
  });

  it('keeps every line of the table in order, also those that are no row of it', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => [`r${i}`, String(i % 20), 'red', '2024-03-11', '', '']);
    lines[20_000] = ['r20000', '1', 'red', '2024-03-11', '', '', 'one', 'cell', 'too', 'many'];
    const { body } = await score(models.get('clustering')!, csv(HEADER, lines));
    const scored = parse(body);
    expect(scored).toHaveLength(30_000);
    expect(scored.every((line, i) => i === 20_000 || line.get('ref') === `r${i}`)).toBe(true);
    expect(scored.every((line, i) => (line.get('error') === '') === (i !== 20_000))).toBe(true);
    expect(scored[20_000]!.get('ref')).toContain('r20000');
  });

  it('names its columns apart from those of the table', async () => {
    const path = models.get('regression')!;
    const { body } = await score(path, csv(['prediction', 'size', 'error'], [['mine', '3', 'my own']]));
    expect([...parse(body)[0]!.keys()]).toEqual([
      'prediction',
      'size',
      'error',
      'prediction_2',
      'lower',
      'upper',
      'unknown_categories',
      'error_2',
    ]);
  });

  it('says what is wrong with a table that it cannot score, and with a request that brings none', async () => {
    const path = models.get('regression')!;
    const refused = async (answer: Promise<Answer<unknown>>) => {
      const { status, body } = await answer;
      return { status, ...(body as object) };
    };
    expect(await refused(score(path, 'size,colour\n'))).toMatchObject({
      status: 422,
      code: 'task_failed',
      detail: expect.stringMatching(/^empty_table: /) as string,
    });
    expect(await refused(score(path, ''))).toMatchObject({ status: 422, code: 'empty_file' });
    const image = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect(await refused(score(path, image))).toMatchObject({ status: 422, code: 'unsupported_file' });
    expect(await refused(client.upload(path, null, { dataset: 'x' }))).toMatchObject({
      status: 422,
      code: 'validation_failed',
    });
    expect(await refused(score('/api/v1/train', 'a,b\n1,2\n'))).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
    const other = await installation.client();
    const { status } = await other.upload(path, csv(HEADER, ROWS), {});
    expect(status).toBe(404);
  });

  it('refuses rows for a forecast at once, and says where to ask', async () => {
    const lines = Array.from(
      { length: 24 },
      (_, month) => `${2020 + Math.floor(month / 12)}-${(month % 12) + 1}-1,${month}`,
    );
    const { task_id } = await client.train(`day,value\n${lines.join('\n')}\n`, {
      model_type: 'forecasting',
      algorithm: 'seasonal_naive',
    });
    const id = (await client.ended(task_id, 110)).model_id;
    const path = `/api/v1/models/${id}/predict`;
    const answers = [
      await score(path, 'day\n2030-1-1\n'),
      await client.call('POST', path, { body: JSON.stringify({ rows: [{ day: '2030-1-1' }] }), headers: json }),
    ];
    for (const { status, headers, body } of answers) {
      expect({ status, location: headers.get('location') }).toEqual({ status: 409, location: null });
      expect(body).toMatchObject({
        code: 'conflict',
        detail: expect.stringContaining(`/api/v1/models/${id}/forecast`) as string,
      });
    }
  });

  it('a scoring that was cancelled has no table; tried again it has the one that was asked for', async () => {
    const path = models.get('regression')!;
    const rows = Array.from({ length: 50_000 }, (_, i) => [`r${i}`, String(i % 20), 'red', '2024-03-11', '', '']);
    const { body: task } = await client.call<TaskView>('POST', path, {
      body: csv(HEADER, rows),
      headers: { 'content-type': 'text/csv', prefer: 'wait=0' },
    });
    const location = `/api/v1/tasks/${task.task_id}`;
    expect((await client.call('POST', `${location}/cancel`)).status).toBe(202);
    expect(await client.ended(task.task_id)).toMatchObject({ status: 'cancelled', error: null });
    expect(await client.get(`${location}/result.csv`)).toMatchObject({
      status: 409,
      body: { detail: 'The task was cancelled.' },
    });
    const again = await client.call<TaskView>('POST', `${location}/retry`);
    expect(again.status).toBe(202);
    expect(await client.ended(again.body.task_id)).toMatchObject({ status: 'succeeded', dataset_id: task.dataset_id });
    const { body } = await client.get<string>(`/api/v1/tasks/${again.body.task_id}/result.csv`);
    expect(parse(body).map((line) => line.get('ref'))).toEqual(rows.map(([ref]) => ref));
  });

  it('counts rows and scores against the quota, and deletes the scores with the rows', async () => {
    const used = async () => {
      const query = 'select count(*)::int as blobs, sum(bytes)::int as bytes from blobs';
      const { rows } = await installation.database.pool.query<{ blobs: number; bytes: number }>(query);
      return rows[0]!;
    };
    const before = await used();
    const { headers, body } = await score(models.get('anomaly')!, csv(HEADER, ROWS));
    const location = headers.get('location')!;
    const stored = await used();
    expect([stored.blobs - before.blobs, stored.bytes - before.bytes]).toEqual([
      2,
      csv(HEADER, ROWS).length + Buffer.byteLength(body),
    ]);
    const { dataset_id } = await client.task(location.split('/').at(-1));
    expect((await client.call('DELETE', `/api/v1/datasets/${dataset_id}`)).status).toBe(204);
    expect(await used()).toEqual(before);
    expect((await client.get(`${location}/result.csv`)).status).toBe(404);
  });

  it('scores with a key that may only predict', async () => {
    const { body } = await client.call<{ api_key: string }>('POST', '/api/v1/keys', {
      body: JSON.stringify({ name: 'scorer', scopes: ['predict'] }),
      headers: json,
    });
    const headers = { 'content-type': 'text/csv', 'x-api-key': body.api_key };
    const scored = await client.call('POST', models.get('regression')!, { body: csv(HEADER, ROWS), headers });
    expect(scored.status).toBe(200);
    const result = `${scored.headers.get('location')}/result.csv`;
    expect((await client.call('GET', result, { headers: { 'x-api-key': body.api_key } })).body).toBe(scored.body);
  });
});
