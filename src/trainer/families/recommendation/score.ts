import { loadRecommender } from '../../../algorithms/recommendation/index.js';
import { type ModelFile } from '../../../contracts/model-file.js';
import { stringsFromTensors } from '../../../contracts/strings.js';
import { type Table, type TableColumn } from '../../../contracts/table.js';
import { type ScoreColumn } from '../../family.js';
import { columnOf } from './data.js';

/** `prediction`: the expected rating of the row's user and item, or the score of a model that knows no ratings. */
export function pairScorer({ config, parameters }: ModelFile): (table: Table) => readonly ScoreColumn[] {
  const { predict } = loadRecommender(config.algorithm, parameters);
  const [users, items] = [indexById('users', parameters), indexById('items', parameters)];
  return (table) => {
    const pairs = {
      users: indicesOf(columnOf(table, config.roles, 'user_id'), users),
      items: indicesOf(columnOf(table, config.roles, 'item_id'), items),
    };
    return [{ name: 'prediction', numbers: predict(pairs) }];
  };
}

function indexById(name: string, parameters: ModelFile['parameters']): ReadonlyMap<string, number> {
  return new Map(stringsFromTensors(name, parameters).map((id, index) => [id, index]));
}

function indicesOf(column: TableColumn, indexOf: ReadonlyMap<string, number>): Int32Array {
  if ('values' in column) return Int32Array.from(column.values, (value) => indexOf.get(String(value)) ?? -1);
  const translated = Int32Array.from(column.levels, (id) => indexOf.get(id) ?? -1);
  return column.codes.map((code) => (code < 0 ? -1 : translated[code]!));
}
