import * as tf from '@tensorflow/tfjs-core';
import type { Blueprint } from '../blueprint.ts';
import { tooLong } from '../errors.ts';
import type { ClassifierBlueprint } from './blueprint.ts';
import { outputModule } from './head.ts';
import type { ClassifierNetwork, SequenceClassifier, TokenBatch } from './sequence-classifier.ts';

/** A classifier with a head of as many outputs. */
export function withHead(
  blueprint: ClassifierBlueprint,
  numLabels: number,
): Blueprint<ClassifierNetwork & Pick<SequenceClassifier, 'config' | 'hiddenHead'>> {
  const { modules, config } = blueprint;
  const head = blueprint.head(numLabels);
  const hiddenHead = head.filter((module) => module !== outputModule(head)).map(({ name }) => name);
  const checked = (batch: TokenBatch): TokenBatch => {
    const length = batch.inputIds.shape[1];
    if (length > config.maxPositions) throw tooLong(length, config.maxPositions);
    return batch;
  };
  return {
    ...blueprint,
    modules: [...modules, ...head],
    network(weights) {
      const network = blueprint.network(weights);
      return {
        config: { numLabels, ...config },
        hiddenHead,
        hiddenStates: (batch, pass) => tf.tidy(() => network.hiddenStates(checked(batch), pass)),
        logits: (batch, pass) => tf.tidy(() => network.logits(checked(batch), pass)),
      };
    },
  };
}
