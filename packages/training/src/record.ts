import type { Compiled } from '@singlora/compile';
import * as tf from '@tensorflow/tfjs-core';
import { blankBatch, type Batch, type LabelType } from './batches.ts';

/** In tokens; with fewer the recordings say too little, with more they take longer. */
const lengths = [2, 4, 6];

/**
 * Records a compiled function of a batch at three tiny lengths, from which those of all real
 * batches follow: nothing runs at full length outside of its graph, and results do not depend on
 * the order in which lengths come.
 *
 * @param inputsOf the function's argument for a batch
 */
export function recordLengths<Inputs extends object>(
  compiled: Compiled<[Inputs], object>,
  batchSize: number,
  labels: LabelType,
  inputsOf: (batch: Batch) => Inputs,
): void {
  for (const length of lengths) {
    tf.tidy(() => compiled.record(inputsOf(blankBatch(batchSize, length, labels))));
  }
}
