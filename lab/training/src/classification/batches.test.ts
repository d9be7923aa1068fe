import { startBackend } from '@singlora/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBatchLoader } from './batches.ts';
import type { Example } from './examples.ts';
import { classification, regression } from './objective.ts';

const examples: Example[] = [
  { ids: Int32Array.of(5, 6, 7), typeIds: Int32Array.of(0, 0, 1), label: 2 },
  { ids: Int32Array.of(8), typeIds: Int32Array.of(0), label: 1 },
  { ids: Int32Array.of(9, 9, 9, 9), typeIds: Int32Array.of(0, 1, 1, 1), label: 0 },
];

beforeAll(() => startBackend());

describe('createBatchLoader', () => {
  test('pads rows and fills a partial batch with repeats of weight 0', () => {
    const load = createBatchLoader(examples, 3, classification);
    const batch = load({ rows: [0, 1], length: 4 });
    expect(batch.inputIds.arraySync()).toEqual([
      [5, 6, 7, 0],
      [8, 0, 0, 0],
      [5, 6, 7, 0],
    ]);
    expect(batch.attentionMask.arraySync()).toEqual([
      [1, 1, 1, 0],
      [1, 0, 0, 0],
      [1, 1, 1, 0],
    ]);
    expect(batch.tokenTypeIds.arraySync()[0]).toEqual([0, 0, 1, 0]);
    expect(batch.labels.arraySync()).toEqual([2, 1, 2]);
    expect(batch.weights.arraySync()).toEqual([1, 1, 0]);
    expect(batch.inputIds.dtype).toBe('int32');
  });

  test('nothing of an earlier batch shows through in the arrays used again', () => {
    const used = createBatchLoader(examples, 2, classification);
    used({ rows: [2, 0], length: 8 }).inputIds.dataSync();
    const fresh = createBatchLoader(examples, 2, classification);
    const planned = { rows: [1, 0], length: 8 };
    const [again, first] = [used(planned), fresh(planned)];
    for (const key of ['inputIds', 'attentionMask', 'tokenTypeIds', 'labels', 'weights'] as const) {
      expect(again[key].dataSync()).toEqual(first[key].dataSync());
    }
  });

  test('keeps the labels of a regression as they are', () => {
    const rated = examples.map((example, row) => ({ ...example, label: row - 0.25 }));
    const load = createBatchLoader(rated, 2, regression);
    const { labels } = load({ rows: [2, 0], length: 4 });
    expect([labels.dtype, labels.arraySync()]).toEqual(['float32', [1.75, -0.25]]);
  });
});
