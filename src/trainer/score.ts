import { DataError } from '../algorithms/contract.js';
import { type ScoreJob } from '../contracts/job.js';
import { modelFromTensors } from '../contracts/model-file.js';
import { type Program } from '../contracts/program.js';
import { Recipe } from '../contracts/recipe.js';
import { readTensorFile } from '../contracts/safetensors.js';
import { type ScoreResult } from '../contracts/score-result.js';
import { openTable } from '../sanitizer/core/stage1/open-table.js';
import { RecipeReader } from '../sanitizer/recipe/index.js';
import { familyOf } from './families/index.js';
import { progressIn } from './progress.js';
import { rewindable } from './inputs.js';
import { type ReadRow, ScoreSheet } from './score-sheet.js';

/** rows that are typed and scored at once: what a batch takes stays small beside the model */
const BATCH_ROWS = 8192;

/**
 * Scores every row of the input `data` with the input `model`, see ScoreSheet for the artifact `scores`. Rows pass in
 * batches: memory does not grow with the file.
 */
export async function score(program: Program, job: ScoreJob): Promise<ScoreResult> {
  const model = modelFromTensors(readTensorFile(await program.readInput('model')));
  const family = familyOf(model.config.model_type);
  if (!family) throw new DataError('model_type_unavailable', `this build does not score ${model.config.model_type}`);
  const bytes = await rewindable(program, 'data');
  const { source } = await openTable(bytes, job.limits);
  const sheet = new ScoreSheet(source.names, {
    reader: new RecipeReader(Recipe.parse(model.recipe)),
    roles: model.config.roles,
    scoreTable: family.scorer(model),
  });
  const report = progressIn(program, 'scoring', { from: 0, to: 1 });
  const writer = program.artifact('scores');
  let batch: ReadRow[] = [];
  const flush = async () => {
    if (batch.length > 0) await writer.write(new TextEncoder().encode(sheet.lines(batch)));
    batch = [];
  };
  await source.run({
    onRow: (view) => void batch.push({ cells: source.names.map((_, i) => view.text(i, source.dialect)), error: null }),
    onSetAside: ({ code, text }) => void batch.push({ cells: [text], error: code }),
    onChunk: async (read) => {
      if (batch.length >= BATCH_ROWS) await flush();
      report(Math.min(1, read / Math.max(1, bytes.length)), `${sheet.rows} rows scored`);
    },
  });
  await flush();
  if (sheet.rows === 0) throw new DataError('empty_table', 'the file has no row to score');
  await writer.end();
  return { rows: sheet.rows, errors: sheet.errors, unknown_categories: sheet.unknown };
}
