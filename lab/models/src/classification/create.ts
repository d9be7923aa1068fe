import type * as tf from '@tensorflow/tfjs-core';
import { describedBlueprint } from '../blueprint.ts';
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
 * A sequence classifier without a checkpoint, with the architecture and sizes of a config.json's
 * content and weights from any source, such as random ones. `weight` is called once per tensor, in
 * the model's order, with the name that a checkpoint would have.
 * @throws {ModelError} for an unsupported architecture or configuration
 */
export function createSequenceClassifier(
  config: unknown,
  { outputs, weight }: CreateOptions,
): SequenceClassifier {
  const blueprint = describedBlueprint(architectures, 'The given configuration', config);
  return createModel(withHead(blueprint, outputs), weight);
}
