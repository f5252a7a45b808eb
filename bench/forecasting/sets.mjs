/** Sets of series with their held-out ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const linesOf = (path) => readFileSync(path, 'utf8').trim().split(/\r?\n/).slice(1);

/** The last two seasons are held out, as a client's training does (a year of days for the daily one would be no forecast). */
const SINGLE = [
  { name: 'airline', file: 'airline-passengers.csv', period: 12, horizon: 24 },
  { name: 'temperatures', file: 'daily-min-temperatures.csv', period: 7, horizon: 14 },
  { name: 'sunspots', file: 'monthly-sunspots.csv', period: 12, horizon: 24 },
];

export function loadSets(directory) {
  const m3 = new Map();
  for (const part of ['train', 'test']) {
    for (const line of linesOf(join(directory, 'm3', `quarterly_${part}.csv`))) {
      const [id, , value] = line.split(',');
      if (!m3.has(id)) m3.set(id, { id, train: [], test: [] });
      m3.get(id)[part].push(Number(value));
    }
  }
  const single = SINGLE.map(({ name, file, period, horizon }) => {
    const values = linesOf(join(directory, 'series', file)).map((line) => Number(line.split(',')[1]));
    return { name, period, series: [{ id: name, train: values.slice(0, -horizon), test: values.slice(-horizon) }] };
  });
  return [{ name: 'm3-quarterly', period: 4, series: [...m3.values()] }, ...single];
}
