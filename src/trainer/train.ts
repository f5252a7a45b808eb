import { type TrainJob } from '../contracts/job.js';
import { type ModelConfig } from '../contracts/model-file.js';
import { type Program } from '../contracts/program.js';
import { type TrainResult } from '../contracts/train-result.js';
import { type Choice, type FamilyContext } from './family.js';
import { fitWithinMemory } from './fit-within-memory.js';
import { lossesToBaselines } from './losses.js';
import { progressIn, type Span } from './progress.js';
import { resolveRequest } from './resolve-request.js';
import { digestOfRows, rowsExcept, sourceOf } from './rows.js';
import { sanitizeData } from './sanitize-data.js';
import { seedOf } from './seed.js';
import { nodeThreads } from './threads.js';
import { writeModel } from './write-artifacts.js';

/** Shares of a training, rough: the search is what grows with the data. */
const SANITIZE: Span = { from: 0, to: 0.25 };
const CHOOSE: Span = { from: 0.25, to: 0.6 };
const EVALUATE: Span = { from: 0.6, to: 0.78 };
const REFIT: Span = { from: 0.78, to: 0.98 };
const NO_ROWS = new Uint32Array(0);

/** A training from bytes to two model files; family.ts tells the steps. */
export async function train(program: Program, job: TrainJob): Promise<TrainResult> {
  const { family, request } = resolveRequest(job);
  const sanitized = await sanitizeData(program, job, SANITIZE);
  const { table, roles } = sanitized;
  const seed = seedOf(job);
  const contextIn = (span: Span): FamilyContext => ({
    seed: seed.value,
    threads: nodeThreads(job.resources.threads),
    memoryBytes: job.resources.memory_bytes,
    onProgress: progressIn(program, 'training', span),
  });
  const configOf = ({ algorithm, hyperparameters }: Choice): ModelConfig => {
    const { model_type, code_version } = job;
    return { model_type, algorithm, hyperparameters, roles, seed: seed.value, code_version };
  };

  const split = family.split(table, roles, contextIn(CHOOSE));
  const trainRows = rowsExcept(table, split.testRows);
  const evaluateHeldOut = async () => {
    const source = sourceOf(sanitized, job.model_type, trainRows);
    const data = family.prepare(source);
    const choice = family.choose(data, request, contextIn(CHOOSE));
    const model = fitWithinMemory(family, data, choice, contextIn(EVALUATE));
    const held = family.prepare({ ...source, rows: split.testRows });
    const evaluation = family.evaluate(model, data, held, contextIn(EVALUATE));
    await writeModel(program, 'evaluation', {
      config: configOf(choice),
      recipe: source.recipe,
      testRows: split.testRows,
      parameters: family.toTensors(model),
    });
    return { choice, evaluation };
  };
  const refitAll = async (choice: Choice) => {
    const source = sourceOf(sanitized, job.model_type, rowsExcept(table, NO_ROWS));
    const model = fitWithinMemory(family, family.prepare(source), choice, contextIn(REFIT));
    await writeModel(program, 'model', {
      config: configOf(choice),
      recipe: source.recipe,
      testRows: NO_ROWS,
      parameters: family.toTensors(model),
    });
  };

  // Two functions, so that the data and model of the first are free before the second starts.
  const { choice, evaluation } = await evaluateHeldOut();
  await refitAll(choice);
  program.event({ stage: 'training', progress: 1, message: `${choice.algorithm} is fitted to all rows` });
  return {
    model_type: job.model_type,
    algorithm: choice.algorithm,
    hyperparameters: choice.hyperparameters,
    seed: seed.value,
    seed_source: seed.source,
    roles,
    rows: { total: table.sourceRows.length, train: trainRows.length, test: split.testRows.length },
    split: { kind: split.kind, sha256: digestOfRows(split.testRows) },
    metrics: evaluation.metrics,
    leaderboard: choice.leaderboard,
    explanations: evaluation.explanations,
    notes: [...choice.notes, ...evaluation.notes, ...lossesToBaselines(evaluation.metrics)],
  };
}
