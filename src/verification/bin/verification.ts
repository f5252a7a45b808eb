import { createHash, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../contracts/canonical-json.js';
import { type Statement } from '../../contracts/certificate.js';
import { type Check } from '../../contracts/check.js';
import { modelFromTensors } from '../../contracts/model-file.js';
import { readTensorFile, TensorFileError } from '../../contracts/safetensors.js';
import { tableFromTensors } from '../../contracts/table.js';
import { CertificateError, verifyEnvelope } from '../certificate/envelope.js';
import { check } from '../checker/check.js';
import { type Finding } from './finding.js';
import { reproduction } from './reproduction.js';
import { runProgram } from './run-program.js';

export interface Files {
  readonly certificate: Uint8Array;
  readonly model: Uint8Array;
  /** the raw upload */
  readonly data: Uint8Array;
  /** the evaluation file; without it the training is repeated to get it */
  readonly evaluation: Uint8Array | null;
}

export interface VerifyOptions {
  readonly pinnedKeys: readonly KeyObject[];
  readonly retrain: boolean;
  /** path of the trainer's bundle */
  readonly trainer: string;
}

/**
 * Everything that can be found out about a certificate without the service that issued it: who signed, whether the files
 * are the named ones, whether the data still sanitizes to the same table, and every check anew by this package's checker.
 * What the certificate says of its own checks is shown to nobody and believed by nobody. Throws ProgramFailure.
 */
export async function* verify(files: Files, options: VerifyOptions): AsyncGenerator<Finding, { limits: string[] }> {
  let statement: Statement;
  try {
    const envelope = verifyEnvelope(files.certificate, options.pinnedKeys);
    statement = envelope.statement;
    yield signatureFinding(envelope.keyId);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    yield { what: 'certificate', verdict: 'TAMPERED', detail: error.message };
    return { limits: [] };
  }
  const { predicate, subject } = statement;
  const witness = predicate.witnesses.find(({ name }) => name === 'evaluation')?.sha256;
  const digests: [string, Uint8Array | null, string | undefined][] = [
    ['model file', files.model, subject[0].digest.sha256],
    ['data file', files.data, predicate.datasets.raw_sha256],
    ['evaluation file', files.evaluation, witness],
  ];
  let tampered = false;
  for (const [what, bytes, expected] of digests) {
    if (bytes === null) continue;
    const finding = digestFinding(what, bytes, expected);
    tampered ||= finding.verdict !== 'PASS';
    yield finding;
  }
  if (tampered) return { limits: [] };

  const repeats = options.retrain || files.evaluation === null;
  const { model_type, columns, target, filename, options: repairs, limits } = predicate.request;
  const resources = { memory_bytes: 4 * 2 ** 30, threads: 1 };
  const job = repeats
    ? { ...predicate.request, command: 'train' as const, resources }
    : { command: 'sanitize' as const, model_type, columns, target, filename, options: repairs, limits, resources };
  const { artifacts } = await runProgram(options.trainer, job, new Map([['data', files.data]]));
  const [table, again] = [artifacts.get('table'), artifacts.get('model')];
  const evaluation = files.evaluation ?? artifacts.get('evaluation');
  if (!table || !evaluation) {
    yield { what: 'sanitized again', verdict: 'FAIL', detail: 'the trainer wrote no table or no evaluation file' };
    return { limits: [] };
  }
  yield sameBytes('sanitized again', table, predicate.datasets.sanitized_sha256, 'the same table');
  if (repeats && again) yield reproduction('model trained again', files.model, again);
  if (files.evaluation === null && witness !== undefined && sha256(evaluation) !== witness)
    yield {
      what: 'evaluation file',
      verdict: 'INDETERMINATE',
      detail: 'training again gave another one; pass --evaluation',
    };

  try {
    const model = modelFromTensors(readTensorFile(files.model));
    yield sameBytes(
      'recipe',
      Buffer.from(canonicalJson(model.recipe)),
      predicate.datasets.recipe_sha256,
      'the recipe in the model file',
    );
    const result = check({
      claim: claimOf(statement),
      request: predicate.request,
      table: tableFromTensors(readTensorFile(table)),
      evaluation: modelFromTensors(readTensorFile(evaluation)),
      model,
    });
    for (const found of result.checks) yield checkFinding(found);
    return { limits: result.limits };
  } catch (error) {
    if (!(error instanceof TensorFileError)) throw error;
    yield { what: 'model file', verdict: 'FAIL', detail: error.message };
    return { limits: [] };
  }
}

function signatureFinding(keyId: string | null): Finding {
  if (keyId !== null) return { what: 'signature', verdict: 'PASS', detail: `by the pinned key ${keyId}` };
  const detail = 'no public key is pinned (--key): anyone could have signed this';
  return { what: 'signature', verdict: 'INDETERMINATE', detail };
}

function digestFinding(what: string, bytes: Uint8Array, expected: string | undefined): Finding {
  if (sha256(bytes) === expected) return { what, verdict: 'PASS', detail: `SHA-256 ${expected}` };
  return { what, verdict: 'TAMPERED', detail: 'not the file that the certificate names' };
}

function sameBytes(what: string, bytes: Uint8Array, expected: string, detail: string): Finding {
  if (sha256(bytes) === expected) return { what, verdict: 'PASS', detail };
  return { what, verdict: 'FAIL', detail: `not ${detail}, by its digest` };
}

function checkFinding({ id, verdict, value, tol, scope }: Check): Finding {
  return { what: id, verdict, detail: `${value === 0 ? '0' : value.toPrecision(3)} ≤ ${tol}  ${scope}` };
}

function claimOf({ predicate }: Statement) {
  const { algorithm, seed, roles, rows, split, metrics } = predicate;
  return {
    model_type: algorithm.model_type,
    algorithm: algorithm.name,
    hyperparameters: algorithm.hyperparameters,
    seed: seed.value,
    seed_source: seed.source,
    roles,
    rows,
    split,
    metrics,
    leaderboard: [],
    explanations: [],
    notes: [],
  };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
