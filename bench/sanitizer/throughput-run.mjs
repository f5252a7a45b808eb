// One system on one file in a process of its own: prints JSON with rows, CPU seconds and peak memory.
import { createReadStream, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { load } from './built.mjs';

const [system, file, peers] = process.argv.slice(2);
const require = createRequire(join(peers ?? import.meta.dirname, 'package.json'));
const limits = { max_rows: 20_000_000, max_columns: 10_000, max_field_bytes: 10 << 20 };
const source = { length: statSync(file).size, open: () => createReadStream(file, { highWaterMark: 1 << 20 }) };
const nothing = async () => {};

const systems = {
  async 'stage 1, lossless'() {
    const { exportLossless } = await load('sanitizer/core/index.js');
    return (await exportLossless(source, limits, nothing, () => {})).rows;
  },
  async 'whole, with report'() {
    const { sanitize } = await load('sanitizer/core/index.js');
    const options = { column_types: [], keep_columns: [], disabled_repairs: [] };
    const request = { model_type: null, columns: [], target: null, filename: 'mixed.csv', options, limits };
    const sinks = { clean: nothing, changes: nothing, quarantine: nothing };
    const { report } = await sanitize(source, request, sinks, () => {}, { materialize: false });
    return report.rows.kept;
  },
  async 'csv-parse'() {
    const { parse } = await import('csv-parse');
    let rows = -1;
    for await (const _ of source.open().pipe(parse({ relax_column_count: true, relax_quotes: true }))) rows++;
    return rows;
  },
  async papaparse() {
    const Papa = require('papaparse');
    return new Promise((resolve, reject) => {
      let rows = -1;
      Papa.parse(createReadStream(file, 'utf8'), { step: () => rows++, complete: () => resolve(rows), error: reject });
    });
  },
  async udsv() {
    const { inferSchema, initParser } = require('udsv');
    let parser = null;
    let rows = 0;
    for await (const text of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
      parser ??= initParser(inferSchema(text));
      parser.chunk(text, parser.stringArrs, () => rows++);
    }
    parser.end();
    return rows;
  },
  async duckdb() {
    const { DuckDBInstance } = require('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    const reader = await connection.runAndReadAll(
      `SELECT count(*)::INT FROM (SELECT * FROM read_csv('${file}', all_varchar = true)) t WHERE NOT (t.order_id = 'x' AND t.comment = 'x')`,
    );
    return reader.getRows()[0][0];
  },
};

const before = process.cpuUsage();
const rows = await systems[system]();
const { user, system: kernel } = process.cpuUsage(before);
console.log(JSON.stringify({ rows, cpu: (user + kernel) / 1e6, rss: process.resourceUsage().maxRSS / 1024 }));
