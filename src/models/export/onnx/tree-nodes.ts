import type { Attributes } from './graph.js';

export type TreeNode =
  /** value of column ≤ limit goes to `yes` */
  | { readonly column: number; readonly limit: number; readonly yes: number; readonly no: number }
  /** what a row that ends here adds to outputs */
  | { readonly leaf: readonly { readonly output: number; readonly value: number }[] };

/** The attributes of TreeEnsembleRegressor (ai.onnx.ml 3): nodes and leaves of all trees in flat lists, doubles throughout. */
export class TreeNodes {
  private readonly trees: number[] = [];
  private readonly ids: number[] = [];
  private readonly columns: number[] = [];
  private readonly modes: string[] = [];
  private readonly limits: number[] = [];
  private readonly yes: number[] = [];
  private readonly no: number[] = [];
  private readonly leafTrees: number[] = [];
  private readonly leafNodes: number[] = [];
  private readonly leafOutputs: number[] = [];
  private readonly leafValues: number[] = [];
  private count = 0;

  constructor(private readonly outputs: number) {}

  /** Adds what can be reached from `root`; `nodeOf` tells of a node by the caller's own number for it. */
  add(root: number, nodeOf: (node: number) => TreeNode): void {
    const tree = this.count++;
    const numbers = new Map<number, number>();
    const idOf = (node: number) => {
      const id = numbers.get(node) ?? numbers.size;
      numbers.set(node, id);
      return id;
    };
    idOf(root);
    for (const node of numbers.keys()) {
      const found = nodeOf(node);
      this.trees.push(tree);
      this.ids.push(idOf(node));
      if ('leaf' in found) {
        this.push('LEAF', 0, 0, 0, 0);
        for (const { output, value } of found.leaf) this.pushLeaf(tree, idOf(node), output, value);
      } else {
        this.push('BRANCH_LEQ', found.column, found.limit, idOf(found.yes), idOf(found.no));
      }
    }
  }

  attributes(): Attributes {
    return {
      n_targets: { int: this.outputs },
      aggregate_function: { text: 'SUM' },
      post_transform: { text: 'NONE' },
      nodes_treeids: { ints: this.trees },
      nodes_nodeids: { ints: this.ids },
      nodes_featureids: { ints: this.columns },
      nodes_modes: { texts: this.modes },
      nodes_values_as_tensor: { doubles: Float64Array.from(this.limits) },
      nodes_truenodeids: { ints: this.yes },
      nodes_falsenodeids: { ints: this.no },
      target_treeids: { ints: this.leafTrees },
      target_nodeids: { ints: this.leafNodes },
      target_ids: { ints: this.leafOutputs },
      target_weights_as_tensor: { doubles: Float64Array.from(this.leafValues) },
    };
  }

  private push(mode: string, column: number, limit: number, yes: number, no: number): void {
    this.modes.push(mode);
    this.columns.push(column);
    this.limits.push(limit);
    this.yes.push(yes);
    this.no.push(no);
  }

  private pushLeaf(tree: number, node: number, output: number, value: number): void {
    this.leafTrees.push(tree);
    this.leafNodes.push(node);
    this.leafOutputs.push(output);
    this.leafValues.push(value);
  }
}
