/**
 * Every forecasting method and `auto` beside statsforecast:
 *
 *     node bench/forecasting/scores.mjs [--sets=m3-quarterly,airline] [--no-peers]
 *
 * sMAPE and MASE are means over series ± standard error, coverage is that of the 90 % intervals, seconds are of fit and
 * forecast on one thread (of `auto`: with its choice). `auto` sees the training part only. Data: DATA_DIR, else ../shared/data.
 */
import { dataDirectory, mean, options, ours, peers, standardError } from '../environment.mjs';
import { publish } from '../scores/published.mjs';
import { loadSets } from './sets.mjs';

const product = await ours('forecasting', 'algorithms/forecasting/index.ts');
const wanted = options.get('sets')?.split(',');
const sets = loadSets(dataDirectory).filter(({ name }) => !wanted || wanted.includes(name));
const paths = options.has('no-peers') ? [] : peers('forecasting', sets);

for (const set of sets) {
  const rows = paths.filter((path) => path.set === set.name);
  const { FORECASTERS, selectForecaster } = product;
  for (const forecaster of FORECASTERS) rows.push({ name: `ours ${forecaster.name}`, ...run(forecaster, set) });
  const start = performance.now();
  const { best } = selectForecaster(dataOf(set), FORECASTERS, 'mase', { seed: 1 });
  const auto = run(best, set);
  const seconds = auto.seconds + (performance.now() - start) / 1000;
  rows.push({ name: 'ours auto', chose: best.name, ...auto, seconds });
  print(set, rows);
}

function dataOf({ period, series }) {
  return { period, series: series.map(({ id, train }) => ({ id, values: Float64Array.from(train) })) };
}

function run(forecaster, set) {
  const start = performance.now();
  const model = forecaster.fit(dataOf(set), {}, { seed: 1 });
  const forecasts = set.series.map(({ test }, series) => {
    const { mean: point, lower, upper } = forecaster.predict(model, { series, horizon: test.length, level: 0.9 });
    return { mean: [...point], lower: [...lower], upper: [...upper] };
  });
  return { forecasts, seconds: (performance.now() - start) / 1000 };
}

function print({ name, period, series }, rows) {
  console.log(`\n${name}: ${series.length} series, period ${period}`);
  const scored = rows.map((row) => {
    const score = (metric) =>
      series.map(({ train, test }, i) =>
        product.forecastScore(metric, Float64Array.from(train), Float64Array.from(test), row.forecasts[i].mean, period),
      );
    const hits = series.flatMap(({ test }, i) => {
      const { lower, upper } = row.forecasts[i];
      return lower ? test.map((value, h) => Number(value >= lower[h] && value <= upper[h])) : [];
    });
    return { ...row, smape: score('smape'), mase: score('mase'), hits };
  });
  /** Of a single series: the standard error of the mean over its held-out steps. */
  const spreadOverSteps = (metric, contender) => {
    const { mean: path } = rows.find((row) => row.name === contender).forecasts[0];
    const { train, test } = series[0];
    const one = (value, h) => {
      const parts = [train, [value], [path[h]]].map((values) => Float64Array.from(values));
      return product.forecastScore(metric.toLowerCase(), ...parts, period);
    };
    return standardError(test.map(one));
  };
  publish(
    'forecasting',
    scored.flatMap(({ name: contender, chose, smape, mase }) =>
      [
        ['sMAPE', smape],
        ['MASE', mase],
      ].map(([metric, values]) => ({
        dataset: name,
        metric,
        higherIsBetter: false,
        contender: contender.replace(/^ours /, ''),
        isOurs: contender.startsWith('ours '),
        value: mean(values),
        error: values.length > 1 ? standardError(values) : spreadOverSteps(metric, contender),
        note: chose && `chose ${chose}`,
      })),
    ),
  );
  for (const { name: method, chose, smape, mase, hits, seconds } of scored.toSorted(
    (a, b) => mean(a.smape) - mean(b.smape),
  )) {
    const spread = (values) => (values.length > 1 ? ` ± ${standardError(values).toFixed(3)}` : '');
    console.log(
      `  ${method.padEnd(36)} sMAPE ${mean(smape).toFixed(3)}${spread(smape)}  MASE ${mean(mase).toFixed(3)}${spread(mase)}` +
        `  coverage ${hits.length > 0 ? mean(hits).toFixed(3) : '  –  '}  ${seconds.toFixed(1)} s${chose ? `  chose ${chose}` : ''}`,
    );
  }
}
