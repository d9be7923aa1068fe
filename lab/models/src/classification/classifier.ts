import * as tf from '@tensorflow/tfjs-core';
import type { Blueprint } from '../blueprint.ts';
import { noStates, tooLong } from '../errors.ts';
import type { ClassifierBlueprint } from './blueprint.ts';
import { outputModule } from './head.ts';
import type {
  ClassifierNetwork,
  SequenceClassifier,
  TokenBatch,
  TokenPass,
} from './sequence-classifier.ts';

/** A classifier with a head of the given number of outputs. */
export function withHead(
  blueprint: ClassifierBlueprint,
  numLabels: number,
): Blueprint<ClassifierNetwork & Pick<SequenceClassifier, 'config' | 'hiddenHead'>> {
  const { modules, config } = blueprint;
  const head = blueprint.head(numLabels);
  const hiddenHead = head.filter((module) => module !== outputModule(head)).map(({ name }) => name);
  const checked = (batch: TokenBatch, { firstLayer = 0 }: TokenPass): TokenBatch => {
    const length = batch.inputIds.shape[1];
    if (length > config.maxPositions) throw tooLong(length, config.maxPositions);
    if (firstLayer > 0 && !batch.states) throw noStates(firstLayer);
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
        hiddenStates: (batch, pass) =>
          tf.tidy(() => network.hiddenStates(checked(batch, pass), pass)),
        statesBefore: (layer, batch, pass) =>
          tf.tidy(() => network.statesBefore(layer, checked(batch, pass), pass)),
        logits: (batch, pass) => tf.tidy(() => network.logits(checked(batch, pass), pass)),
      };
    },
  };
}
