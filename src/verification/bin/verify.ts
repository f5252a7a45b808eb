#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { publicKeyFromPem, SigningKeyError } from '../certificate/keys.js';
import { EXIT, exitCodeOf, type Finding } from './finding.js';
import { ProgramFailure } from './run-program.js';
import { type Files, verify, type VerifyOptions } from './verification.js';

const USAGE = `verify certificate.json --model FILE --data FILE [--key PEM]... [--evaluation FILE] [--retrain]

  --model       the model file
  --data        the CSV as it was uploaded; it is sanitized again on this machine, without a sandbox
  --key         public key of a service that you trust, in PEM; several may be given
  --evaluation  the evaluation file; without it the training is repeated to get it
  --retrain     train again and compare the model too

Exit code: 0 certified, 1 a check fails, 2 tampered, 3 indeterminate (no pinned key, too), 64 wrong usage.
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

function readArguments(args: readonly string[]): { files: Files; options: VerifyOptions } {
  const { values, positionals } = parse(args);
  const { model, data } = values;
  if (positionals.length !== 1 || model === undefined || data === undefined)
    throw new UsageError('a certificate, --model and --data are needed');
  // Beside this program as it is bundled, dist/bin/verify.mjs.
  const trainer = fileURLToPath(new URL('../sandbox/trainer.mjs', import.meta.url));
  return {
    files: {
      certificate: read(positionals[0]!),
      model: read(model),
      data: read(data),
      evaluation: values.evaluation === undefined ? null : read(values.evaluation),
    },
    options: {
      pinnedKeys: (values.key ?? []).map((path) => publicKeyFromPem(read(path).toString('utf8'))),
      retrain: values.retrain ?? false,
      trainer: values.trainer ?? trainer,
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        data: { type: 'string' },
        key: { type: 'string', multiple: true },
        evaluation: { type: 'string' },
        retrain: { type: 'boolean' },
        // Where the package is taken apart, as in its own tests.
        trainer: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new UsageError(`cannot read ${path}`);
  }
}

const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const { files, options } = readArguments(process.argv.slice(2));
  const findings: Finding[] = [];
  const run = verify(files, options);
  for (;;) {
    const step = await run.next();
    if (step.done) {
      step.value.limits.forEach((limit) => say(`  note  ${limit}`));
      break;
    }
    const { what, verdict, detail } = step.value;
    findings.push(step.value);
    say(`${verdict.padEnd(13)}  ${what.padEnd(34)}  ${detail}`);
  }
  const code = exitCodeOf(findings);
  const word = { 0: 'CERTIFIED', 1: 'FAILED', 2: 'TAMPERED', 3: 'INDETERMINATE' }[code];
  say(`\n${word}: ${findings.filter(({ verdict }) => verdict === 'PASS').length} of ${findings.length} findings pass`);
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError || error instanceof SigningKeyError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = EXIT.usage;
  } else if (error instanceof ProgramFailure) {
    process.stderr.write(`The data cannot be sanitized or trained on: ${error.message}\n`);
    process.exitCode = EXIT.failed;
  } else {
    throw error;
  }
}
