import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/core/kernels';
import { columnsOf, factorSides, keptAs, type FactorSide } from './factor-sides.ts';
import { damped, inverseSquareRoot } from './matrix-powers.ts';
import type { OptimiserScalars, OptimiserState, TrainedParameters } from './optimiser.ts';

/**
 * The initial moments of LoRA-RITE. Every factor has a first moment of its shape, a second moment `[r, r]`, and the
 * other side's orthonormal basis in which both are expressed. Other parameters, such as DoRA's magnitude, have none.
 */
export function riteMoments(
  parameters: NamedTensors,
  { layers }: TrainedParameters,
): NamedTensors[] {
  const sides = factorSides(layers);
  const each = (make: (side: FactorSide) => tf.Tensor): NamedTensors =>
    Object.fromEntries(sides.map((side) => [side.name, make(side)]));
  const rankOf = (side: FactorSide) => columnsOf(parameters, side).shape[1];
  return tf.tidy(() => [
    each((side) => tf.zerosLike(columnsOf(parameters, side))),
    each((side) => tf.zeros([rankOf(side), rankOf(side)])),
    each(({ other }) => tf.zerosLike(columnsOf(parameters, other))),
  ]);
}

/**
 * The directions and moments of a step of LoRA-RITE (Yen et al., arXiv 2410.20625): Adam in coordinates that do not depend on the
 * factorisation of an update P Qᵀ. With Q = U (QᵀQ)^1/2, U orthonormal, the gradient of P is divided by (QᵀQ)^1/2. Its second moment
 * is a matrix `[r, r]`, the mean over rows of its outer products, applied by its inverse square root. Both moments follow the basis U.
 * The result is again divided by (QᵀQ)^1/2. The authors' escaped mass, clipping and skipping are left out.
 *
 * @throws {ScalingError} `SCALING_UNSCALABLE` without an adapter, and where a side of the update is a product
 */
export function riteDirections(
  { parameters, moments }: OptimiserState,
  gradients: NamedTensors,
  { layers }: TrainedParameters,
  { correction1, correction2 }: OptimiserScalars,
  [beta1, beta2]: readonly [number, number],
): { directions: NamedTensors; moments: NamedTensors[] } {
  const [firsts, seconds, bases] = moments;
  // Weights of the newest values that build Adam's bias corrections into the means.
  const [newest1, newest2] = [
    tf.div(1 - beta1, correction1),
    tf.div(1 - beta2, tf.square(correction2)),
  ];
  const mean = <T extends tf.Tensor>(before: T, now: T, newest: tf.Tensor): T =>
    tf.add(before, tf.mul(newest, tf.sub(now, before)));
  const steps = factorSides(layers).map((side) => {
    const other = columnsOf(parameters, side.other);
    const root = inverseSquareRoot(damped(tf.matMul<tf.Tensor2D>(other, other, true)));
    const basis = tf.matMul<tf.Tensor2D>(other, root);
    const turn = tf.matMul<tf.Tensor2D>(basis, bases?.[side.name] as tf.Tensor2D, true);
    const gradient = tf.matMul<tf.Tensor2D>(columnsOf(gradients, side), root);
    const square = tf.div<tf.Tensor2D>(tf.matMul(gradient, gradient, true), gradient.shape[0]);
    const turned = tf.matMul<tf.Tensor2D>(
      tf.matMul(turn, seconds?.[side.name] as tf.Tensor2D),
      turn,
      false,
      true,
    );
    const second = mean(turned, square, newest2);
    const whitened = tf.matMul<tf.Tensor2D>(gradient, inverseSquareRoot(damped(second)));
    const before = tf.matMul<tf.Tensor2D>(firsts?.[side.name] as tf.Tensor2D, turn, false, true);
    const first = mean(before, whitened, newest1);
    const direction = keptAs(side, tf.matMul<tf.Tensor2D>(first, root));
    return { name: side.name, direction, first, second, basis };
  });
  const named = (value: (step: (typeof steps)[number]) => tf.Tensor): NamedTensors =>
    Object.fromEntries(steps.map((step) => [step.name, value(step)]));
  return {
    directions: { ...gradients, ...named(({ direction }) => direction) },
    moments: [
      named(({ first }) => first),
      named(({ second }) => second),
      named(({ basis }) => basis),
    ],
  };
}
