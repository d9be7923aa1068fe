import { trainedWhole, type Slot } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { unknown } from '../errors.ts';
import type { ModelFamily, TrainedTensors, WidthModel } from '../models/width-model.ts';
import type { Optimiser } from './optimiser.ts';

/**
 * Trains the named slots' own weights whole, without an adapter: known results on wide networks are
 * about this case. Each weight's rate is multiplied by `rateScale`; biases stay unchanged, and the
 * ramp has no effect. The parameters share their memory with the model's until the first step.
 */
export function wholeLayers(
  { slots }: Pick<WidthModel, 'slots'>,
  names: readonly string[],
  rateScale: (slot: Slot) => number = () => 1,
): TrainedTensors {
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  const trained = names.map((name) => {
    const slot = byName.get(name);
    if (!slot) throw unknown('slot', name, [...byName.keys()]);
    return slot;
  });
  const keyOf = (name: string) => `${name}.weight`;
  return {
    parameters: Object.fromEntries(
      trained.map(({ name, weight }) => [keyOf(name), tf.clone(weight)]),
    ),
    groups: Object.fromEntries(
      trained.map((slot) => [keyOf(slot.name), { lrScale: rateScale(slot), weightDecay: true }]),
    ),
    apply: (values: NamedTensors) => trainedWhole(slots, values),
  };
}

/** What trains every layer of a family's models whole, at the family's rates for the optimiser. */
export const wholeLayerTraining =
  ({ rateScale = () => 1 }: Pick<ModelFamily, 'rateScale'>, optimiser: Optimiser) =>
  (model: Pick<WidthModel, 'slots'>, width: number): TrainedTensors => {
    const names = model.slots.map(({ name }) => name);
    return wholeLayers(model, names, (slot) => rateScale(slot, width, optimiser));
  };
