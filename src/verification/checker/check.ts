import { createHash } from 'node:crypto';
import { canonicalJson } from '../../contracts/canonical-json.js';
import { type Check, type CheckResult, overallVerdict } from '../../contracts/check.js';
import { type ModelFile } from '../../contracts/model-file.js';
import { Recipe } from '../../contracts/recipe.js';
import { TensorFileError } from '../../contracts/safetensors.js';
import { type Evidence, type Findings, type Fit } from './evidence.js';
import { MODEL_TYPES } from './model-types/index.js';
import { range } from './numeric.js';
import { checkRecipe } from './recipe.js';
import { Settings } from './settings.js';
import { found } from './statements.js';

export const CHECKER_VERSION = '1';

/**
 * Whether both files are what the claim says, from the table alone. Throws TensorFileError where a file does not even have
 * the form of such a model.
 */
export function check(evidence: Evidence, report: (done: number, message: string) => void = () => {}): CheckResult {
  const { table, claim, evaluation, model } = evidence;
  const checker = MODEL_TYPES[claim.model_type];
  report(0.05, 'Does the claim agree with itself, and with what was asked for?');
  const checks = [checkClaim(evidence)];
  const testRows = checker.split(evidence);
  checks.push(checkSplit(evidence, testRows));

  const held = new Set(testRows);
  const every = range(table.sourceRows.length);
  const training = every.filter((row) => !held.has(row));
  const fits = [fitOf('evaluation', evaluation, training), fitOf('model', model, every)] as const;
  const limits = new Set(COMMON_LIMITS);
  const add = (findings: Findings, prefix = '') => {
    checks.push(...findings.checks.map((entry) => ({ ...entry, id: prefix + entry.id })));
    findings.limits.forEach((limit) => limits.add(limit));
  };
  fits.forEach((fit, i) => {
    report(0.2 + 0.3 * i, `Is the ${fit.name} file a solution on its ${fit.rows.length} rows?`);
    add({ checks: [checkRecipe(fit, table)], limits: [] }, `${fit.name}.`);
    add(
      formed(() => checker.fit(evidence, fit)),
      `${fit.name}.`,
    );
  });
  report(0.8, `Replaying the metrics on ${testRows.length} held-out rows`);
  add(formed(() => checker.metrics(evidence, fits[0], testRows)));
  return { checker: CHECKER_VERSION, checks, verdict: overallVerdict(checks), limits: [...limits] };
}

const COMMON_LIMITS = [
  'It is not certified that the data is right, nor that the model will do as well on data to come.',
  'The leaderboard, the explanations and the notes are the trainer’s own words.',
];

function fitOf(name: string, file: ModelFile, rows: Uint32Array): Fit & { readonly name: string } {
  const recipe = Recipe.safeParse(file.recipe);
  if (!recipe.success) throw new TensorFileError('recipe.json: malformed');
  return { name, file, rows, recipe: recipe.data, settings: new Settings(file.config.hyperparameters) };
}

/** Tensors that do not even fit together are no solution: a failed check, not an accident of the checker. */
function formed(find: () => Findings): Findings {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof TensorFileError)) throw error;
    return { checks: [found('form', error.message, 1)], limits: [] };
  }
}

/** The claim is one answer to the request, and both files are of it. */
function checkClaim({ claim, request, table, evaluation, model }: Evidence): Check {
  const { model_type, algorithm, hyperparameters, roles, seed } = claim;
  const config = canonicalJson({
    model_type,
    algorithm,
    hyperparameters,
    roles,
    seed,
    code_version: request.code_version,
  });
  const claimed = new Map(Object.entries(hyperparameters));
  const asked = request.seed ?? derivedSeed(request);
  const facts = [
    canonicalJson(evaluation.config) === config,
    canonicalJson(model.config) === config,
    request.model_type === model_type,
    request.algorithm === 'auto' || request.algorithm === algorithm,
    ...Object.entries(request.hyperparameters).map(([name, value]) => value === null || claimed.get(name) === value),
    seed === asked && claim.seed_source === (request.seed === null ? 'derived' : 'client'),
    claim.rows.total === table.sourceRows.length,
    claim.rows.train + claim.rows.test === claim.rows.total,
    claim.rows.test === evaluation.testRows.length,
    model.testRows.length === 0,
  ];
  const wrong = facts.filter((fact) => !fact).length;
  return found('claim', 'configuration of both files, request, numbers of rows', wrong);
}

/** The first 53 bits of SHA-256(data digest ‖ request ‖ version), a line each: nobody can shop for a lucky seed. */
function derivedSeed(request: Evidence['request']): number {
  const { model_type, algorithm, hyperparameters, metric, columns, target, options } = request;
  const config = canonicalJson({ model_type, algorithm, hyperparameters, metric, columns, target, options });
  const text = `${request.dataset_sha256}\n${config}\n${request.code_version}`;
  return Number(createHash('sha256').update(text).digest().readBigUInt64BE() >> 11n);
}

/** The held-out rows are those that the seed and the rule of the split give, and no others. */
function checkSplit({ claim, evaluation }: Evidence, expected: Uint32Array): Check {
  const stored = evaluation.testRows;
  const differing = expected.filter((row, i) => row !== stored[i]).length + Math.abs(expected.length - stored.length);
  const bytes = new DataView(new ArrayBuffer(4 * stored.length));
  stored.forEach((row, i) => bytes.setUint32(4 * i, row, true));
  const digest = createHash('sha256').update(bytes).digest('hex');
  const scope = `${expected.length} held-out rows, drawn again: ${claim.split.kind}`;
  return found('split', scope, differing + (digest === claim.split.sha256 ? 0 : 1));
}
