import { type CellLook, type ColumnModel, lookOf } from './column-model.js';
import { structuralCost } from './structural-cost.js';

/** What may be spent on broken rows in all: a file of nothing else must not take for ever. */
export interface Effort {
  /** cells that may still be weighed */
  left: number;
}

interface Weighed {
  readonly look: CellLook;
  readonly structural: number;
  /** by column, with holes where it was not asked for: of a wide table, a text meets few columns */
  readonly costs: number[];
}

/** What a text costs in a column, worked out once however many readings of a record hold it. */
export class CellCosts {
  private readonly texts = new Map<string, Weighed>();

  constructor(
    private readonly columns: readonly ColumnModel[],
    private readonly delimiter: string,
    private readonly quote: string,
    private readonly effort: Effort,
  ) {}

  /** In nats. */
  of(column: number, text: string): number {
    let weighed = this.texts.get(text);
    if (!weighed) this.texts.set(text, (weighed = this.weigh(text)));
    let cost = weighed.costs[column];
    if (cost === undefined) {
      this.effort.left--;
      cost = this.columns[column]!.cost(text, weighed.look) + weighed.structural;
      weighed.costs[column] = cost;
    }
    return cost;
  }

  private weigh(text: string): Weighed {
    return {
      look: lookOf(text),
      structural: structuralCost(text, this.delimiter, this.quote),
      costs: [],
    };
  }
}
