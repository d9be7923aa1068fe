import type * as tf from '@tensorflow/tfjs-core';
import { described } from '../blueprint.ts';
import { createModel } from '../model.ts';
import { architectures } from './architectures.ts';
import { withHead } from './classifier.ts';
import type { SequenceClassifier } from './sequence-classifier.ts';

/** The size of the head, and where all weights come from. */
export interface CreateOptions {
  /** The number of the task's classes. */
  outputs: number;
  /** The tensor of a name and shape, which the model then owns: `….weight` `[out, in]`, `….bias` `[out]`. */
  weight: (name: string, shape: number[]) => tf.Tensor;
}

/**
 * A sequence classifier without a checkpoint: of the architecture and sizes of a config.json's
 * content, with weights from anywhere, such as a random start. `weight` is asked once for each
 * tensor, in the model's order, under the names that a checkpoint would have.
 * @throws {ModelError} for an unsupported architecture or configuration
 */
export function createSequenceClassifier(
  config: unknown,
  { outputs, weight }: CreateOptions,
): SequenceClassifier {
  const blueprint = described(architectures, 'The given configuration', config);
  return createModel(withHead(blueprint, outputs), weight);
}
