import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Feature } from '../../../src/algorithms/contract.js';
import { leastSquares } from '../../../src/algorithms/linear/least-squares.js';
import { linearScores } from '../../../src/algorithms/linear/linear-model.js';
import { recordConformance } from '../verification/conformance/record.js';

/** NIST StRD linear regression: certified values, https://www.itl.nist.gov/div898/strd/lls/lls.shtml */
const folder = join(process.env['DATA_DIR'] ?? '../shared/data', 'nist');
const isPresent = existsSync(join(folder, 'certified.json'));
interface Certified {
  readonly n: number;
  readonly params: Readonly<Record<string, string>>;
  readonly residual_sd: string;
}
const certified = new Map<string, Certified>(
  isPresent
    ? Object.entries(JSON.parse(readFileSync(join(folder, 'certified.json'), 'utf8')) as Record<string, Certified>)
    : [],
);

/** Decimal digits that agree, at most 15; the absolute error where the certified value is zero. */
function logRelativeError(value: number, expected: number): number {
  if (value === expected) return 15;
  const error = expected === 0 ? Math.abs(value) : Math.abs(value - expected) / Math.abs(expected);
  return Math.min(15, -Math.log10(error));
}

/** x^power of a decimal string, correctly rounded: through an exact fraction of big integers. */
function exactPower(text: string, power: number): number {
  const digits = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!;
  const decimals = digits[3] ?? '';
  const value = BigInt(digits[1]! + digits[2]! + decimals) ** BigInt(power);
  const places = decimals.length * power;
  const magnitude = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const point = magnitude.length - places;
  return Number(`${value < 0n ? '-' : ''}${magnitude.slice(0, point)}.${magnitude.slice(point) || '0'}`);
}

function load(name: string, degree: number) {
  const [head, ...lines] = readFileSync(join(folder, `${name.toLowerCase()}.csv`), 'utf8')
    .trim()
    .split('\n');
  const cells = lines.map((line) => line.split(','));
  const names = head!.split(',').slice(1);
  const columns = names.flatMap((column, j) =>
    Array.from({ length: degree }, (_, p): Feature => ({
      kind: 'number',
      name: `${column}^${p + 1}`,
      values: Float64Array.from(cells, (row) => exactPower(row[j + 1]!, p + 1)),
    })),
  );
  return { features: { rows: cells.length, columns }, target: Float64Array.from(cells, (row) => Number(row[0])) };
}

describe.skipIf(!isPresent)(
  'least squares against the certified values of NIST StRD (skipped without the data)',
  () => {
    it.for([
      ['Norris', 1, 9],
      ['Pontius', 2, 9],
      ['NoInt1', 1, 9],
      ['NoInt2', 1, 9],
      ['Longley', 1, 9],
      ['Filip', 10, 7],
      ['Wampler1', 5, 9],
      ['Wampler2', 5, 9],
      ['Wampler3', 5, 9],
      ['Wampler4', 5, 9],
      ['Wampler5', 5, 9],
    ] as const)('%s agrees', ([name, degree, digits], context) => {
      const { params, n, residual_sd } = certified.get(name)!;
      const data = load(name, degree);
      expect(data.target).toHaveLength(n);
      const intercept = 'B0' in params;
      const model = leastSquares.fit(data, { intercept }, { seed: 0 });
      const estimates = [...(intercept ? model.intercept : []), ...model.coefficients];
      const expected = Object.values(params).map(Number);
      const worst = Math.min(...expected.map((value, k) => logRelativeError(estimates[k]!, value)));
      if (process.env['SHOW_DIGITS']) process.stderr.write(`${name} ${worst.toFixed(1)} digits\n`);
      recordConformance(context, {
        algorithm: 'least_squares',
        suite: 'nist_strd',
        name,
        value: worst,
        bound: digits,
        source: 'NIST Statistical Reference Datasets, linear regression, log relative error of the worst estimate',
      });
      expect(estimates).toHaveLength(expected.length);
      expect(worst).toBeGreaterThanOrEqual(digits);
      const fitted = linearScores(model, data.features)[0]!;
      const squares = data.target.reduce((sum, y, i) => sum + (y - fitted[i]!) * (y - fitted[i]!), 0);
      const deviation = Math.sqrt(squares / (n - expected.length));
      // Exact fits (Wampler1, 2) leave the rounding of predictions that reach 6e6.
      if (Number(residual_sd) === 0) expect(deviation).toBeLessThan(1e-8);
      else expect(logRelativeError(deviation, Number(residual_sd))).toBeGreaterThanOrEqual(5);
    });
  },
);
