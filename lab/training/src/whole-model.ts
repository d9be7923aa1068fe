import { trainedWhole } from '@singlora/core';
import type { Model } from '@singlora/models';
import type { Trainable } from './trainable.ts';

/**
 * All of a model's tensors, to be trained without an adapter. Matrices and filters have weight decay; biases and
 * normalisation weights do not. For convolutional networks only: other models have tensors outside their slots that a pass
 * cannot replace, so training ends with tfjs's error for gradients that lead nowhere.
 */
export function wholeModel({ slots, weights }: Pick<Model, 'slots' | 'weights'>): Trainable {
  return {
    config: { ramp: 'none' },
    parameters: weights,
    groups: Object.fromEntries(
      Object.entries(weights).map(([name, { rank }]) => [
        name,
        { lrScale: 1, weightDecay: rank > 1 },
      ]),
    ),
    frozen: [],
    apply: (values) => trainedWhole(slots, values),
  };
}
