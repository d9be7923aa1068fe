import * as tf from '@tensorflow/tfjs-core';
import type { Blueprint } from '../blueprint.ts';
import { tooLong } from '../errors.ts';
import type { ClassifierBlueprint } from './blueprint.ts';
import type { ClassifierNetwork, SequenceClassifier, TokenBatch } from './sequence-classifier.ts';

/** A classifier with a head of as many outputs. */
export function withHead(
  blueprint: ClassifierBlueprint,
  numLabels: number,
): Blueprint<ClassifierNetwork & Pick<SequenceClassifier, 'config'>> {
  const { modules, head, config } = blueprint;
  const checked = (batch: TokenBatch): TokenBatch => {
    const length = batch.inputIds.shape[1];
    if (length > config.maxPositions) throw tooLong(length, config.maxPositions);
    return batch;
  };
  return {
    ...blueprint,
    modules: [...modules, ...head(numLabels)],
    network(weights) {
      const network = blueprint.network(weights);
      return {
        config: { numLabels, ...config },
        hiddenStates: (batch, pass) => tf.tidy(() => network.hiddenStates(checked(batch), pass)),
        logits: (batch, pass) => tf.tidy(() => network.logits(checked(batch), pass)),
      };
    },
  };
}
