import * as tf from '@tensorflow/tfjs-core';
import type { Slot } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import type { Blueprint } from './architecture.ts';
import { tooLong } from './errors.ts';
import type { SlotModule } from './module.ts';
import type { SequenceClassifier, TokenBatch } from './sequence-classifier.ts';

/** Makes a classifier that owns the given weights. */
export function buildClassifier(
  blueprint: Blueprint,
  numLabels: number,
  weights: NamedTensors,
): SequenceClassifier {
  const { modelType, modules, head, defaultTargets, modulesToSave, config } = blueprint;
  const network = blueprint.network(weights);
  const checked = (batch: TokenBatch): TokenBatch => {
    const length = batch.inputIds.shape[1];
    if (length > config.maxPositions) throw tooLong(length, config.maxPositions);
    return batch;
  };
  return {
    architecture: modelType,
    config: { numLabels, ...config },
    slots: [...modules, ...head(numLabels)].flatMap((module) =>
      module.kind === 'linear' || module.kind === 'conv1d' ? [slot(module, weights)] : [],
    ),
    defaultTargets,
    modulesToSave,
    parameterCount: Object.values(weights).reduce((sum, { size }) => sum + size, 0),
    hiddenStates: (batch, pass) => tf.tidy(() => network.hiddenStates(checked(batch), pass)),
    logits: (batch, pass) => tf.tidy(() => network.logits(checked(batch), pass)),
    dispose: () => tf.dispose(weights),
  };
}

function slot({ name, kind, inFeatures, outFeatures }: SlotModule, weights: NamedTensors): Slot {
  const weight = weights[`${name}.weight`] as tf.Tensor;
  const bias = weights[`${name}.bias`] as tf.Tensor1D | undefined;
  return { name, kind, inFeatures, outFeatures, weight, ...(bias && { bias }) };
}
