import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SanitizeOptions, TableLimits } from '../../contracts/job.js';
import { type QualityReport } from '../../contracts/report.js';
import { exportLossless, sanitize, SanitizeError } from '../core/index.js';
import { renderReport } from '../page/index.js';
import { type Arguments, readArguments, USAGE } from './arguments.js';
import { fileSource, writeWhole } from './file-source.js';

/** Runs the command; returns its exit code: 0, 1 where a file could not be cleaned, 2 where it was called wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  let parsed: Arguments;
  try {
    parsed = readArguments(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const isFolder = await stat(parsed.input).then(
    (entry) => entry.isDirectory(),
    () => null,
  );
  if (isFolder === null) {
    process.stderr.write(`${parsed.input}: no such file or folder\n`);
    return 2;
  }
  return isFolder ? cleanFolder(parsed) : cleanFile(parsed);
}

async function cleanFolder(args: Arguments): Promise<number> {
  await mkdir(args.output, { recursive: true });
  if (args.report !== null) await mkdir(args.report, { recursive: true });
  const entries = await readdir(args.input, { withFileTypes: true });
  let code = 0;
  for (const name of entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort()) {
    const one = {
      ...args,
      input: join(args.input, name),
      output: join(args.output, name),
      report: args.report === null ? null : join(args.report, `${name}.html`),
    };
    code = Math.max(code, await cleanFile(one));
  }
  return code;
}

async function cleanFile(args: Arguments): Promise<number> {
  await mkdir(dirname(args.output), { recursive: true });
  try {
    process.stdout.write(`${args.input}: ${await (args.lossless ? convert(args) : clean(args))}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SanitizeError)) throw error;
    if (error.report && args.report !== null) await writeReport(args.report, error.report);
    process.stderr.write(`${args.input}: ${error.code}: ${error.message}${error.hint ? ` ${error.hint}` : ''}\n`);
    return 1;
  }
}

async function convert({ input, output }: Arguments): Promise<string> {
  const source = await fileSource(input);
  const { rows, setAside } = await writeWhole(`${output}.quarantine.ndjson`, (quarantine) =>
    writeWhole(output, async (sink) => {
      const asides: string[] = [];
      const flush = async (chunk: Uint8Array) => {
        await sink(chunk);
        if (asides.length > 0) await quarantine(Buffer.from(asides.splice(0).join('')));
      };
      const result = await exportLossless(source, TableLimits.parse({}), flush, (aside) => {
        asides.push(`${JSON.stringify(aside)}\n`);
      });
      await quarantine(Buffer.from(asides.join('')));
      return result;
    }),
  );
  return `${rows} rows, ${setAside} set aside`;
}

async function clean({ input, output, report, modelType, target }: Arguments): Promise<string> {
  const source = await fileSource(input);
  const request = {
    model_type: modelType,
    columns: [],
    target,
    filename: basename(input),
    options: SanitizeOptions.parse({}),
    limits: TableLimits.parse({}),
  };
  const result = await writeWhole(`${output}.changes.ndjson`, (changes) =>
    writeWhole(`${output}.quarantine.ndjson`, (quarantine) =>
      writeWhole(output, (cleaned) =>
        sanitize(source, request, { clean: cleaned, changes, quarantine }, () => undefined, { materialize: false }),
      ),
    ),
  );
  if (report !== null) await writeReport(report, result.report);
  const { rows, score } = result.report;
  return `${rows.in} rows in, ${rows.kept} kept, ${rows.quarantined} set aside, ${rows.removed} removed; quality ${score.total} of 100`;
}

async function writeReport(path: string, report: QualityReport): Promise<void> {
  const isPage = /\.html?$/i.test(path);
  await writeFile(path, isPage ? renderReport(report) : `${JSON.stringify(report, null, 2)}\n`);
}
