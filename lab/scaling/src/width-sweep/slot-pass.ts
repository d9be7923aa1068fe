import type { Adapter, WeightUpdate } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { mapValues } from '../exponents/prediction/factor-model.ts';
import type { WidthModel } from '../models/width-model.ts';

/** An adapted slot's input and output in one forward pass, with the update used in it. */
export type SlotPass = WeightUpdate & {
  /** The input `[rows, in]`. */
  readonly x: tf.Tensor2D;
  /** The output `[rows, out]` without the bias, which no update changes. */
  readonly y: tf.Tensor2D;
  /** The method's first trained parameter. */
  readonly first: tf.Tensor;
};

export type SlotPasses = Readonly<Record<string, SlotPass>>;

/**
 * The loss of a model with an adapter, and its slots' passes. A product W0 x that the model provides is not recomputed.
 * The passes are kept from every scope, including a gradient's tape, until {@link handedOver} takes them.
 */
export function watchedLoss(
  model: WidthModel,
  adapter: Adapter,
  parameters: NamedTensors,
  u: tf.Scalar,
): { loss: tf.Scalar; passes: SlotPasses } {
  const run = adapter.apply(parameters, u);
  const passes: Record<string, SlotPass> = {};
  const loss = model.loss((name, x) => {
    const specs = Object.entries(adapter.layers.get(name)?.specs ?? {});
    const [first] = specs.find(([, { group }]) => group !== 'frozen') ?? [];
    if (first === undefined) return run(name, x);
    const update = adapter.update(name, parameters, u);
    const product = model.products?.[name];
    const y = product ? updated(product, x as tf.Tensor2D, update) : run(name, x);
    const { bias } = model.slots.find((slot) => slot.name === name) ?? {};
    const seen = { x: rowsOf(x), y: rowsOf(bias ? tf.sub(y, bias) : y) };
    const own = { ...seen, ...update, first: parameters[`${name}.${first}`] as tf.Tensor };
    passes[name] = mapPass(own, (tensor) => tf.keep(tf.clone(tensor)));
    return y;
  });
  return { loss, passes };
}

export function handedOver(passes: SlotPasses): SlotPasses {
  const own = copied(passes);
  tf.dispose({ ...passes });
  return own;
}

/** Passes with shared data that are freed separately. */
export const copied = (passes: SlotPasses): SlotPasses =>
  mapValues(passes, (pass) => mapPass(pass, (tensor) => tf.clone(tensor)));

/** The tensors of all passes, in the same order for every model of a family and width. */
export const tensorsOf = (passes: SlotPasses): tf.Tensor[] =>
  Object.values(passes).flatMap((pass) => Object.values(pass) as tf.Tensor[]);

const mapPass = (pass: SlotPass, change: (tensor: tf.Tensor) => tf.Tensor) =>
  mapValues(pass as unknown as NamedTensors, change) as unknown as SlotPass;

const rowsOf = (tensor: tf.Tensor) =>
  tf.reshape<tf.Rank.R2>(tensor, [-1, tensor.shape.at(-1) ?? 1]);

/** gain ∘ (W0 x + scale · P Qᵀ x), row by row. */
function updated(product: tf.Tensor2D, x: tf.Tensor2D, { p, q, scale, gain }: WeightUpdate) {
  const update = tf.matMul(tf.matMul<tf.Tensor2D>(x, q), p, false, true);
  const y = tf.add(product, tf.mul(update, scale));
  return gain ? tf.mul(y, gain) : y;
}
