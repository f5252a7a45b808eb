import { describe, expect, it } from 'vitest';
import { isolationForest } from '../../../src/algorithms/anomaly/index.js';
import { averagePathLengths } from '../../../src/algorithms/anomaly/isolation-tree.js';
import { RandomStream } from '../../../src/algorithms/random/stream.js';
import { cloud, numbers } from './points.js';

describe('average path length', () => {
  it('has the values of Liu et al.: c(2) = 1, c(256) = 10.2487', () => {
    const lengths = averagePathLengths(256);
    expect([lengths[0], lengths[1], lengths[2]]).toEqual([0, 0, 1]);
    // mpmath: 2 harmonic(255) − 2·255/256
    expect(lengths[256]).toBeCloseTo(10.248689925634562, 13);
  });
});

describe('an independent replay of the seed', () => {
  /** A second implementation of the text beside ForestBuilder.addTree, recursive over plain arrays. */
  it('grows the same trees', () => {
    const rows = cloud(3, 400, [0, 5, -2, 1]);
    const features = numbers(rows);
    const model = isolationForest.fit(features, { trees: 5, sample_size: 64 }, { seed: 42 });
    const tensors = isolationForest.toTensors(model);
    const [center, scale] = ['columns.center', 'columns.scale'].map((name) => tensors.get(name)!.data);
    const x = rows.map((row) => row.map((value, i) => (value - center![i]!) / scale![i]!));
    const c = (m: number) => {
      let harmonic = 0;
      for (let i = 1; i < m; i++) harmonic += 1 / i;
      return m < 2 ? 0 : 2 * harmonic - (2 * (m - 1)) / m;
    };
    const nodes: { column: number; threshold: number; path: number; right: number }[] = [];
    const roots: number[] = [];
    for (let tree = 0; tree < 5; tree++) {
      roots.push(nodes.length);
      const stream = new RandomStream(42, `isolation-tree-${tree}`);
      const order = rows.map((_, i) => i);
      for (let i = 0; i < 64; i++) {
        const j = i + stream.below(400 - i);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      const grow = (members: number[], depth: number): void => {
        const node = { column: -1, threshold: 0, path: 0, right: 0 };
        nodes.push(node);
        const varying = [0, 1, 2, 3].filter((i) => new Set(members.map((row) => x[row]![i])).size > 1);
        if (members.length === 1 || depth === 6 || varying.length === 0) {
          node.path = depth + c(members.length);
          return;
        }
        node.column = varying[stream.below(varying.length)]!;
        const values = members.map((row) => x[row]![node.column]!);
        const [least, greatest] = [Math.min(...values), Math.max(...values)];
        node.threshold = least + stream.uniform() * (greatest - least);
        grow(
          members.filter((row) => x[row]![node.column]! <= node.threshold),
          depth + 1,
        );
        node.right = nodes.length;
        grow(
          members.filter((row) => x[row]![node.column]! > node.threshold),
          depth + 1,
        );
      };
      grow(order.slice(0, 64), 0);
    }
    expect([...tensors.get('tree.roots')!.data]).toEqual([...roots, nodes.length]);
    expect([...tensors.get('node.column')!.data]).toEqual(nodes.map(({ column }) => column));
    expect([...tensors.get('node.threshold')!.data]).toEqual(nodes.map(({ threshold }) => threshold));
    expect([...tensors.get('node.right')!.data]).toEqual(nodes.map(({ right }) => right));
    expect([...tensors.get('node.path')!.data]).toEqual(nodes.map(({ path }) => path));
    const { scores } = isolationForest.predict(model, features);
    const expected = x.slice(0, 20).map((row) => {
      const total = roots.reduce((sum, root) => {
        let at = root;
        while (nodes[at]!.column >= 0) at = row[nodes[at]!.column]! <= nodes[at]!.threshold ? at + 1 : nodes[at]!.right;
        return sum + nodes[at]!.path;
      }, 0);
      return 2 ** (-total / 5 / c(64));
    });
    expected.forEach((score, i) => expect(scores[i]).toBeCloseTo(score, 14));
  });
});
