import { frozen, type Slot } from '@singlora/core';
import { linear, type NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { unknown } from '../errors.ts';
import type { Trainable, WidthModel } from '../models/width-model.ts';

/**
 * Trains the named slots' own weights whole, without an adapter: what is known of wide networks is
 * known of these. Each weight's rate is multiplied by `rateScale`; biases stay as they are, and the
 * ramp means nothing. The parameters share their memory with the model's until a step is made.
 */
export function wholeLayers(
  { slots }: Pick<WidthModel, 'slots'>,
  names: readonly string[],
  rateScale: (slot: Slot) => number = () => 1,
): Trainable {
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  const trained = names.map((name) => {
    const slot = byName.get(name);
    if (slot?.kind !== 'linear') {
      const linears = slots.filter(({ kind }) => kind === 'linear');
      throw unknown(
        'linear slot',
        name,
        linears.map((each) => each.name),
      );
    }
    return slot;
  });
  const keyOf = (name: string) => `${name}.weight`;
  const rest = frozen(slots);
  return {
    parameters: Object.fromEntries(
      trained.map(({ name, weight }) => [keyOf(name), tf.clone(weight)]),
    ),
    groups: Object.fromEntries(
      trained.map((slot) => [keyOf(slot.name), { lrScale: rateScale(slot), weightDecay: true }]),
    ),
    apply: (values: NamedTensors) => (name, x) => {
      const weight = values[keyOf(name)];
      return weight ? linear(x, weight as tf.Tensor2D, byName.get(name)?.bias) : rest(name, x);
    },
  };
}
