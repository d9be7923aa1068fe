import type { Adapter, WeightUpdate } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { lossAndGradients } from '@singlora/training';
import type { Optimiser, OptimiserScalars, OptimiserState } from '../training/optimiser.ts';
import type { WidthModel } from '../models/width-model.ts';
import { adapted } from './known-products.ts';

/**
 * What is measured of a step, each the root mean square over entries, all adapted slots together.
 * With the update `scale · P Qᵀ` of a weight, values before the step, and ∆ what the step changes:
 *
 * - `A`: the entries of the method's first parameter; `deltaA`: of its change
 * - `Qx`: the inner feature Qᵀx (the paper's Aᵀx, LoRA's Ax)
 * - `delta1` = scale · ∆P (Qᵀx), `delta2` = scale · P (∆Qᵀx), `delta3` = scale · ∆P (∆Qᵀx)
 *   (section 4 of the paper; LoRA+ swaps the first two)
 * - `deltaF`: the change of the adapter's output, ramp and magnitude included
 */
export const quantities = ['A', 'deltaA', 'Qx', 'delta1', 'delta2', 'delta3', 'deltaF'] as const;

/** One of {@link quantities}, where each is defined. */
export type Quantity = (typeof quantities)[number];

/** Where the measures of a step hold what is no mean square. */
export const measured = { largest: quantities.length, loss: quantities.length + 1 } as const;

/** How many measures a step has. */
export const measures = quantities.length + 2;

/**
 * `measures`: mean squares in the order of {@link quantities}, then the largest entry of `deltaF`, without its sign, and the loss
 * before the step: `[9]`.
 */
export type MeasuredStep = { state: OptimiserState; measures: tf.Tensor1D };

/** What one call of a slot saw: its input `[rows, in]` and its output `[rows, out]`. */
interface Seen {
  readonly x: tf.Tensor2D;
  readonly y: tf.Tensor2D;
}

/** One step of training with everything measured. `u` and `uNext` are the ramp's values before and after it. */
export function measuredStep(
  model: WidthModel,
  adapter: Adapter,
  optimiser: Optimiser,
  before: OptimiserState,
  scalars: OptimiserScalars,
  u: tf.Scalar,
  uNext: tf.Scalar,
): MeasuredStep {
  return tf.tidy(() => {
    const { loss, gradients, seen } = observedGradients(model, adapter, before.parameters, u);
    const state = optimiser.step(before, gradients, adapter, scalars);
    const slots: SlotMeasures[] = adapter.targets.map((name) => {
      const specs = Object.entries(adapter.layers.get(name)?.specs ?? {});
      const [first = ''] = specs.find(([, { group }]) => group !== 'frozen') ?? [];
      const factor = (parameters: NamedTensors) => parameters[`${name}.${first}`] as tf.Tensor;
      return measuresOf(
        withoutBias(model, name, seen.get(name) as Seen),
        adapter.update(name, before.parameters, u),
        adapter.update(name, state.parameters, uNext),
        factor(before.parameters),
        factor(state.parameters),
      );
    });
    seen.forEach((one) => tf.dispose([one.x, one.y]));
    const squares = tf.mean(tf.stack(slots.map((slot) => slot.squares)), 0);
    const largest = tf.max(tf.stack(slots.map((slot) => slot.largest)));
    const measures = tf.concat([squares, tf.stack([largest, loss])]);
    return { state, measures: measures as tf.Tensor1D };
  });
}

/** The loss and its gradients, and what each adapted slot saw on the way. */
function observedGradients(
  model: WidthModel,
  adapter: Adapter,
  parameters: NamedTensors,
  u: tf.Scalar,
) {
  const seen = new Map<string, Seen>();
  const lossOf = (values: NamedTensors): tf.Scalar => {
    const run = adapted(model, adapter)(values, u);
    return model.loss((name, x) => {
      const y = run(name, x);
      if (adapter.layers.has(name)) seen.set(name, { x: kept(x), y: kept(y) });
      return y;
    });
  };
  return { ...lossAndGradients(lossOf, parameters), seen };
}

/** Rows of a tensor that outlive the gradient's tape. */
const kept = (tensor: tf.Tensor): tf.Tensor2D =>
  tf.keep(tf.reshape<tf.Rank.R2>(tensor, [-1, tensor.shape.at(-1) ?? 1]));

/** A slot's output less its bias, which no update touches. */
function withoutBias(model: WidthModel, name: string, { x, y }: Seen): Seen {
  const bias = model.slots.find((slot) => slot.name === name)?.bias;
  return bias ? { x, y: tf.sub(y, bias) } : { x, y };
}

/** Mean squares in the order of {@link quantities}, and the largest entry of the last of them. */
interface SlotMeasures {
  readonly squares: tf.Tensor1D;
  readonly largest: tf.Scalar;
}

function measuresOf(
  { x, y }: Seen,
  before: WeightUpdate,
  after: WeightUpdate,
  factorBefore: tf.Tensor,
  factorAfter: tf.Tensor,
): SlotMeasures {
  const deltaP = tf.sub<tf.Tensor2D>(after.p, before.p);
  const inner = tf.matMul<tf.Tensor2D>(x, before.q);
  const deltaInner = tf.matMul<tf.Tensor2D>(x, tf.sub(after.q, before.q));
  const out = (h: tf.Tensor2D, p: tf.Tensor2D) => tf.matMul<tf.Tensor2D>(h, p, false, true);
  const delta1 = out(inner, deltaP);
  const delta2 = out(deltaInner, before.p);
  const delta3 = out(deltaInner, deltaP);
  const scaled = (tensor: tf.Tensor) => tf.mul(tensor, after.scale);
  const change = outputChange(y, before, after, out(inner, before.p), [delta1, delta2, delta3]);
  const squares = [
    factorBefore,
    tf.sub(factorAfter, factorBefore),
    inner,
    scaled(delta1),
    scaled(delta2),
    scaled(delta3),
    change,
  ].map((tensor) => tf.mean(tf.square(tensor)));
  return { squares: tf.stack(squares) as tf.Tensor1D, largest: tf.max(tf.abs(change)) };
}

/**
 * How the slot's output changes on the same input. From the three terms where the weight has no gain, since the
 * difference of two outputs would lose digits; y is the output before.
 */
function outputChange(
  y: tf.Tensor2D,
  before: WeightUpdate,
  after: WeightUpdate,
  product: tf.Tensor2D,
  terms: readonly tf.Tensor2D[],
): tf.Tensor {
  const change = tf.addN([...terms]);
  const ramp = tf.mul(product, tf.sub(after.scale, before.scale));
  const plain = tf.add(tf.mul(change, after.scale), ramp);
  if (!before.gain || !after.gain) return plain;
  const direction = tf.div(y, before.gain); // W x + scale · P Qᵀ x
  return tf.add(tf.mul(direction, tf.sub(after.gain, before.gain)), tf.mul(plain, after.gain));
}
