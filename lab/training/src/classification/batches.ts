import type { TokenBatch } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import type { PlannedBatch } from './batch-plan.ts';
import type { Example } from './examples.ts';
import type { Objective } from './objective.ts';
import type { Prefix } from './prefix.ts';

/**
 * Tokens [batch, seq] with their labels [batch] and weights [batch], which are 0 for filler rows; and `states`, [batch,
 * seq, hidden], where the model does not start from tokens.
 */
export type Batch = Pick<TokenBatch, keyof TokenBatch> & Record<'labels' | 'weights', tf.Tensor1D>;

/** The tensors of a batch that the model reads. */
export function tokensOf({ labels: _labels, weights: _weights, ...tokens }: Batch): TokenBatch {
  return tokens;
}

/** The type of the tensor of labels. */
type LabelType = Pick<Objective, 'labelDtype'>;

/** The lengths of sample batches, in tokens. Fewer would not determine the graph, more would take longer. */
const sampleLengths = [2, 4, 6];

/**
 * Batches of three tiny lengths without content: every token is 0, every row counts. A step recorded
 * on these never runs eagerly at full length, and its results do not depend on the order of the
 * lengths.
 */
export function sampleBatches(
  rows: number,
  { labelDtype }: LabelType,
  prefix?: Prefix,
): (() => Batch)[] {
  return sampleLengths.map((length) => () => ({
    inputIds: tf.zeros([rows, length], 'int32'),
    attentionMask: tf.ones([rows, length], 'int32'),
    tokenTypeIds: tf.zeros([rows, length], 'int32'),
    labels: tf.zeros([rows], labelDtype),
    weights: tf.ones([rows]),
    ...(prefix && { states: tf.zeros<tf.Rank.R3>([rows, length, prefix.width]) }),
  }));
}

/**
 * Turns planned batches into tensors of static shape [batchSize, length]. A partial batch is filled
 * with repeats of its own rows at weight 0. Dispose of a batch before the next is made: the arrays
 * behind the tensors are made once per length and reused, since a megabyte of new arrays per step
 * would wait long for the garbage collector.
 */
export function createBatchLoader(
  examples: readonly Example[],
  batchSize: number,
  { labelDtype }: LabelType,
  prefix?: Prefix,
): (planned: PlannedBatch) => Batch {
  const width = prefix?.width ?? 0;
  const make = (length: number) => ({
    inputIds: new Int32Array(batchSize * length),
    attentionMask: new Int32Array(batchSize * length),
    tokenTypeIds: new Int32Array(batchSize * length),
    states: new Float32Array(batchSize * length * width), // empty without a prefix
  });
  const buffers = new Map<number, ReturnType<typeof make>>();
  const labels = new (labelDtype === 'int32' ? Int32Array : Float32Array)(batchSize);
  const weights = new Float32Array(batchSize);

  return ({ rows, length }) => {
    const own = buffers.get(length) ?? make(length);
    buffers.set(length, own);
    const { inputIds, attentionMask, tokenTypeIds } = own;
    for (const values of Object.values<Int32Array | Float32Array>({ ...own })) values.fill(0);
    for (let i = 0; i < batchSize; i++) {
      const row = rows[i % rows.length] as number;
      const example = examples[row] as Example;
      const start = i * length;
      inputIds.set(example.ids, start);
      tokenTypeIds.set(example.typeIds, start);
      attentionMask.fill(1, start, start + example.ids.length);
      labels[i] = example.label;
      weights[i] = i < rows.length ? 1 : 0;
      prefix?.read(row, own.states.subarray(start * width));
    }
    const tokens = (values: Int32Array) => tf.tensor2d(values, [batchSize, length], 'int32');
    return {
      inputIds: tokens(inputIds),
      attentionMask: tokens(attentionMask),
      tokenTypeIds: tokens(tokenTypeIds),
      labels: tf.tensor1d(labels, labelDtype),
      weights: tf.tensor1d(weights),
      ...(prefix && { states: tf.tensor3d(own.states, [batchSize, length, width]) }),
    };
  };
}
