import * as tf from '@tensorflow/tfjs-core';
import { missingKeys } from '../errors.ts';
import type { AdapterArchive } from '../files/archive.ts';
import { checkSlot } from '../layers.ts';
import { mergedWeight } from '../merge.ts';
import type { Slot } from '../slot.ts';
import { configForLayer } from '../targets.ts';

/** The part of tfjs-converter's GraphModel that is needed: its weights by name, as it uses them. */
export interface GraphWeights {
  readonly weights: Record<string, tf.Tensor[]>;
}

/**
 * Merges an adapter into the weights of a GraphModel, in place; the tensors that were there stay as they are. A
 * weight may be `[out, in]` or, as in TensorFlow, `[in, out]`: the kind of the adapter's layer says which.
 *
 * @param nameOf the name in `model.weights` of a layer's weight, or of a tensor `<layer>.weight` or `.bias` saved
 * whole
 * @returns a function that undoes it, bit for bit
 * @throws {CoreError} for a name that the model does not have, or a weight of another shape; nothing has changed then
 */
export function mergeIntoGraphModel(
  { weights }: GraphWeights,
  { config, u, layers, whole }: AdapterArchive,
  nameOf: (layer: string) => string = (layer) => layer,
): () => void {
  const present = (layer: string): tf.Tensor => {
    const weight = weights[nameOf(layer)]?.[0];
    if (!weight) throw missingKeys('The GraphModel', [nameOf(layer)]);
    return weight;
  };
  const adapted = new Set(layers.map(({ name }) => `${name}.weight`));
  const merged = layers.map(({ name, layer, ...values }) => {
    // An embedding's adapter may bring the embedding's weight, as PEFT saves it.
    const slot: Slot = { ...layer, name, weight: whole[`${name}.weight`] ?? present(name) };
    present(name);
    checkSlot(slot);
    const own = configForLayer(config, name);
    return [name, () => mergedWeight(slot, values, own, u)] as const;
  });
  const rest = Object.entries(whole).filter(([name]) => !adapted.has(name));
  const saved = rest.map(([name, tensor]) => {
    present(name);
    return [name, () => tf.clone(tensor)] as const;
  });
  const undo = [...merged, ...saved].map(([name, make]) => {
    const held = weights[nameOf(name)] as tf.Tensor[];
    const [old] = held;
    const made = tf.keep(make());
    held[0] = made;
    return () => {
      held[0] = old as tf.Tensor;
      made.dispose();
    };
  });
  return () => undo.forEach((one) => one());
}
