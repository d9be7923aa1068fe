import type { NamedTensors } from '@singlora/core/kernels';
import type { Pass, UNet } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The outputs of the layers that read only texts, by slot, `[batch, tokens, features]`: the same at all timesteps.
 */
export const readContext = (
  { contextSlots }: Pick<UNet, 'contextSlots'>,
  { apply }: Pass,
  context: tf.Tensor3D,
): NamedTensors =>
  Object.fromEntries(contextSlots.map((slot) => [slot, apply(slot, context)] as const));

/** The pass with these outputs in place of the layers. */
export const withReadings = (pass: Pass, readings: NamedTensors): Pass => ({
  ...pass,
  apply(slot, x) {
    const { [slot]: reading } = readings;
    return reading
      ? tf.reshape(reading, [-1, reading.shape.at(-1) as number])
      : pass.apply(slot, x);
  },
});
