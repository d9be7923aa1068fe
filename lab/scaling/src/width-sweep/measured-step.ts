import type { Adapter } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import { lossAndGradients } from '@singlora/training';
import type { Optimiser, OptimiserScalars, OptimiserState } from '../training/optimiser.ts';
import type { WidthModel } from '../models/width-model.ts';
import { handedOver, watchedLoss, type SlotPass, type SlotPasses } from './slot-pass.ts';

/**
 * The measured quantities of a step, each a root mean square over the entries of all adapted slots. The
 * update of a weight is `scale · P Qᵀ`; values are those before the step, and ∆ is the step's change:
 *
 * - `A`: the entries of the method's first parameter; `deltaA`: their change
 * - `Qx`: the inner feature Qᵀx (the paper's Aᵀx, LoRA's Ax)
 * - `delta1` = scale · ∆P (Qᵀx), `delta2` = scale · P (∆Qᵀx), `delta3` = scale · ∆P (∆Qᵀx)
 *   (section 4 of the paper; LoRA+ swaps the first two)
 * - `deltaF`: the change of the adapter's output, ramp and magnitude included
 * - `totalF`: its change since the start, f_t − f_0, on the start's input
 */
export const quantities = [
  'A',
  'deltaA',
  'Qx',
  'delta1',
  'delta2',
  'delta3',
  'deltaF',
  'totalF',
] as const;

/** One of {@link quantities}, where each is defined. */
export type MeasuredQuantity = (typeof quantities)[number];

/** The indices of a step's measures that are not mean squares. */
export const measureIndices = { largest: quantities.length, loss: quantities.length + 1 } as const;

export const measures = quantities.length + 2;

/** The training state, with the values recorded in the last forward pass. */
export type SweepState = OptimiserState & { passes: SlotPasses };

/**
 * `measures` of the step that led to the previous state: mean squares in the order of {@link quantities}, then the
 * largest absolute entry of `deltaF`, and the loss of that state: `[10]`. For the first state all but the loss are 0.
 */
export type MeasuredStep = { state: SweepState; measures: tf.Tensor1D };

export interface SweptModel {
  readonly model: WidthModel;
  readonly adapter: Adapter;
  readonly first: SlotPasses;
}

/** The slots' passes before the first step. `u` is the ramp's value at that time. */
export const firstPasses = (model: WidthModel, adapter: Adapter, u: tf.Scalar): SlotPasses =>
  handedOver(watchedLoss(model, adapter, adapter.parameters, u).passes);

/**
 * One training step, and the measures of the previous step: a single forward pass then ends one
 * step and starts the next. `u` is the ramp's value before the step.
 */
export function measuredStep(
  { model, adapter, first }: SweptModel,
  optimiser: Optimiser,
  before: SweepState,
  scalars: OptimiserScalars,
  u: tf.Scalar,
): MeasuredStep {
  return tf.tidy(() => {
    let kept: SlotPasses = {};
    const { loss, gradients } = lossAndGradients((values) => {
      const watched = watchedLoss(model, adapter, values, u);
      kept = watched.passes;
      return watched.loss;
    }, before.parameters);
    const passes = handedOver(kept);
    const slots = adapter.targets.map((name) =>
      measuresOf(
        first[name] as SlotPass,
        before.passes[name] as SlotPass,
        passes[name] as SlotPass,
      ),
    );
    const squares = tf.mean(tf.stack(slots.map((slot) => slot.squares)), 0);
    const largest = tf.max(tf.stack(slots.map((slot) => slot.largest)));
    const measures = tf.concat<tf.Tensor1D>([
      squares as tf.Tensor1D,
      tf.stack([largest, loss]) as tf.Tensor1D,
    ]);
    return { state: { ...optimiser.step(before, gradients, adapter, scalars), passes }, measures };
  });
}

/** Mean squares in the order of {@link quantities}, and the largest entry of `deltaF`. */
function measuresOf(first: SlotPass, before: SlotPass, after: SlotPass) {
  const { inner, parts, change } = changeOf(before, after);
  const squares = [
    before.first,
    tf.sub(after.first, before.first),
    inner,
    ...parts.map((part) => tf.mul(part, after.scale)),
    change,
    changeOf(first, after).change,
  ].map((tensor) => tf.mean(tf.square(tensor)));
  return { squares: tf.stack(squares) as tf.Tensor1D, largest: tf.max(tf.abs(change)) };
}

/**
 * The changes between two passes of a slot, on the input of the former: δ1, δ2 and δ3 without their scale, and the output's. For
 * a weight without gain the latter is the sum of the three terms, since the difference of two outputs would lose digits.
 */
function changeOf(before: SlotPass, after: SlotPass) {
  const deltaP = tf.sub<tf.Tensor2D>(after.p, before.p);
  const inner = tf.matMul<tf.Tensor2D>(before.x, before.q);
  const deltaInner = tf.matMul<tf.Tensor2D>(before.x, tf.sub(after.q, before.q));
  const out = (h: tf.Tensor2D, p: tf.Tensor2D) => tf.matMul<tf.Tensor2D>(h, p, false, true);
  const parts = [out(inner, deltaP), out(deltaInner, before.p), out(deltaInner, deltaP)];
  const ramp = tf.mul(out(inner, before.p), tf.sub(after.scale, before.scale));
  // Not addN: if its inputs have other consumers, its order of addition depends on which of them finish first.
  const sum = parts.reduce((one, other) => tf.add(one, other));
  const plain: tf.Tensor = tf.add(tf.mul(sum, after.scale), ramp);
  if (!before.gain || !after.gain) return { inner, parts, change: plain };
  const direction = tf.div(before.y, before.gain); // W x + scale · P Qᵀ x
  const turned = tf.mul(direction, tf.sub(after.gain, before.gain));
  return { inner, parts, change: tf.add(turned, tf.mul(plain, after.gain)) };
}
