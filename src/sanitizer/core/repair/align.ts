import { type CellCosts } from './cell-costs.js';
import { splitPoints } from './split-points.js';
import { type Token } from './tokens.js';

/** nats for each liberty taken, on top of what the cells cost in their columns */
const SKIP_EMPTY = 1.5;
const INSERT = 1.5;
const MERGE = 1.2;
const SPLIT = 2.5;
const MAX_MERGE = 24;
/** tokens × band above which a row is too wide to be aligned, or to be cut as well */
const [MAX_GRID, MAX_CUT_GRID] = [20_000, 400];

export interface Alignment {
  readonly cells: readonly string[];
  readonly cost: number;
}

interface Step {
  readonly cost: number;
  readonly cells: readonly string[];
  readonly previous: Step | null;
}

/**
 * Fits tokens to `w` columns: as they are, with an empty one skipped, a missing one inserted, neighbours joined by the delimiter
 * that may have been text, or one cut in two where a delimiter is missing. The cheapest way, by dynamic programming over
 * (tokens used, columns filled) within a band around the diagonal; null if there is none.
 */
export function align(
  tokens: readonly Token[],
  w: number,
  delimiter: string,
  costs: CellCosts,
  allowSplits: boolean,
): Alignment | null {
  const n = tokens.length;
  const band = Math.abs(n - w) + 3;
  if (n * band > MAX_GRID) return null;
  const cuts = allowSplits && n * band <= MAX_CUT_GRID;
  const cost = (j: number, text: string): number => costs.of(j, text);
  const grid: (Step | null)[][] = Array.from({ length: n + 1 }, () => new Array<Step | null>(w + 1).fill(null));
  grid[0]![0] = { cost: 0, cells: [], previous: null };
  const offer = (i: number, j: number, previous: Step, extra: number, cells: readonly string[]) => {
    const total = previous.cost + extra;
    const known = grid[i]![j];
    if (!known || total < known.cost) grid[i]![j] = { cost: total, cells, previous };
  };
  const maxMerge = Math.min(MAX_MERGE, Math.max(1, n - w + 3));
  for (let i = 0; i <= n; i++) {
    for (let j = Math.max(0, i - band); j <= Math.min(w, i + band); j++) {
      const here = grid[i]![j];
      if (!here) continue;
      if (j < w) offer(i, j + 1, here, INSERT + cost(j, ''), ['']);
      if (i === n) continue;
      if (tokens[i]!.text === '') offer(i + 1, j, here, SKIP_EMPTY, []);
      if (j === w) continue;
      offer(i + 1, j + 1, here, cost(j, tokens[i]!.text), [tokens[i]!.text]);
      for (let k = 2; k <= maxMerge && i + k <= n; k++) {
        const merged = joined(tokens, i, i + k, delimiter);
        offer(i + k, j + 1, here, MERGE * (k - 1) + cost(j, merged), [merged]);
      }
      if (cuts && j + 1 < w && n <= w) {
        for (const [left, right] of splitPoints(tokens[i]!)) {
          const first = cost(j, left);
          const known = grid[i + 1]![j + 2];
          if (known && here.cost + SPLIT + first >= known.cost) continue;
          offer(i + 1, j + 2, here, SPLIT + first + cost(j + 1, right), [left, right]);
        }
      }
    }
  }
  const end = grid[n]![w];
  return end ? { cells: unwind(end), cost: end.cost } : null;
}

function joined(tokens: readonly Token[], from: number, to: number, delimiter: string): string {
  return tokens
    .slice(from, to)
    .map(({ raw }) => raw)
    .join(delimiter)
    .trim();
}

function unwind(end: Step): string[] {
  const parts: (readonly string[])[] = [];
  for (let step: Step | null = end; step; step = step.previous) parts.push(step.cells);
  return parts.reverse().flat();
}
