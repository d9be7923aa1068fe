import type { TokenBatch } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import type { PlannedBatch } from './batch-plan.ts';
import type { Example } from './examples.ts';
import type { Objective } from './objective.ts';

/** Tokens [batch, seq] with their labels [batch] and weights [batch]: 0 for filler rows. */
export interface Batch extends TokenBatch {
  labels: tf.Tensor1D;
  weights: tf.Tensor1D;
}

export interface BatchLoader {
  /** The batch's tensors; they live until the next `load` or `dispose`. */
  load(planned: PlannedBatch): Batch;
  dispose(): void;
}

/** What the tensor of the labels holds. */
export type LabelType = Pick<Objective, 'labelDtype'>;

interface Buffers {
  inputIds: Int32Array;
  attentionMask: Int32Array;
  tokenTypeIds: Int32Array;
}

/** A batch of this shape without content: every token is 0, every row counts. */
export function blankBatch(rows: number, length: number, { labelDtype }: LabelType): Batch {
  const shape: [number, number] = [rows, length];
  return {
    inputIds: tf.zeros(shape, 'int32'),
    attentionMask: tf.ones(shape, 'int32'),
    tokenTypeIds: tf.zeros(shape, 'int32'),
    labels: tf.zeros([rows], labelDtype),
    weights: tf.ones([rows]),
  };
}

/**
 * Turns planned batches into tensors of static shape [batchSize, length]. A partial batch is
 * filled up with repeats of its own rows at weight 0. One batch lives at a time, so the arrays
 * behind the tensors are made once a length and used again: arrays of a megabyte a step would
 * wait long for the garbage collector.
 */
export function createBatchLoader(
  examples: readonly Example[],
  batchSize: number,
  { labelDtype }: LabelType,
): BatchLoader {
  const buffers = new Map<number, Buffers>();
  const labels = new (labelDtype === 'int32' ? Int32Array : Float32Array)(batchSize);
  const weights = new Float32Array(batchSize);
  let current: Batch | undefined;

  const buffersOf = (length: number): Buffers => {
    let found = buffers.get(length);
    if (!found) {
      const make = () => new Int32Array(batchSize * length);
      found = { inputIds: make(), attentionMask: make(), tokenTypeIds: make() };
      buffers.set(length, found);
    }
    return found;
  };

  const dispose = () => {
    if (current) tf.dispose({ ...current });
    current = undefined;
  };

  const load = ({ rows, length }: PlannedBatch): Batch => {
    dispose();
    const { inputIds, attentionMask, tokenTypeIds } = buffersOf(length);
    for (const ids of [inputIds, attentionMask, tokenTypeIds]) ids.fill(0);
    for (let i = 0; i < batchSize; i++) {
      const example = examples[rows[i % rows.length] as number] as Example;
      const start = i * length;
      inputIds.set(example.ids, start);
      tokenTypeIds.set(example.typeIds, start);
      attentionMask.fill(1, start, start + example.ids.length);
      labels[i] = example.label;
      weights[i] = i < rows.length ? 1 : 0;
    }
    const tokens = (values: Int32Array) => tf.tensor2d(values, [batchSize, length], 'int32');
    current = {
      inputIds: tokens(inputIds),
      attentionMask: tokens(attentionMask),
      tokenTypeIds: tokens(tokenTypeIds),
      labels: tf.tensor1d(labels, labelDtype),
      weights: tf.tensor1d(weights),
    };
    return current;
  };

  return { load, dispose };
}
