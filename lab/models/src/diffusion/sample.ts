import * as tf from '@tensorflow/tfjs-core';
import type { SamplerStep } from './sampler-step.ts';
import type { SamplingPlan } from './sampling-plan.ts';

/** A coefficient of a step: a number, or a tensor where it changes between calls of one recorded graph. */
export type Coefficient = number | tf.Scalar;

/** The state after a step, and the picture that the step predicted. */
export interface Sampled {
  /** x′ */
  readonly state: tf.Tensor;
  /** x̂₀ */
  readonly predicted: tf.Tensor;
}

/** The network's output for a state at a timestep. */
export type Network = (input: tf.Tensor, timestep: number) => tf.Tensor;

/** The state before the first step, from standard normal noise. */
export function initialNoise({ initialScale }: SamplingPlan, noise: tf.Tensor): tf.Tensor {
  return tf.mul(noise, initialScale);
}

/**
 * One step: from the state and the network's output to the next state.
 *
 * @param before the previous step's x̂₀; none at the first step
 * @param clip clips x̂₀ to ± this
 */
export function takeStep(
  { predicted, next }: Pick<SamplerStep<Coefficient>, 'predicted' | 'next'>,
  state: tf.Tensor,
  output: tf.Tensor,
  before?: tf.Tensor,
  clip?: number,
): Sampled {
  const whole = weightedSum([
    [predicted.state, state],
    [predicted.output, output],
  ]);
  const picture = clip === undefined ? whole : tf.clipByValue(whole, -clip, clip);
  const after = weightedSum([
    [next.state, state],
    [next.output, output],
    [next.predicted, picture],
    [before ? next.before : 0, before],
  ]);
  return { state: after, predicted: picture };
}

/** Runs a plan from its initial state to the end; the caller owns `x` and the result. */
export function sample(plan: SamplingPlan, network: Network, x: tf.Tensor): tf.Tensor {
  let now: Sampled | undefined;
  for (const step of plan.steps) {
    const then = tf.tidy((): Sampled & Record<string, tf.Tensor> => {
      const state = now?.state ?? x;
      const output = network(step.input === 1 ? state : tf.mul(state, step.input), step.timestep);
      return { ...takeStep(step, state, output, now?.predicted, plan.clip) };
    });
    if (now) tf.dispose([now.state, now.predicted]);
    now = then;
  }
  now?.predicted.dispose();
  return now?.state ?? tf.clone(x);
}

/**
 * Classifier-free guidance (Ho & Salimans, arXiv 2207.12598): moves the output with a prompt away from the output
 * without one.
 */
export function guided(without: tf.Tensor, withPrompt: tf.Tensor, scale: Coefficient): tf.Tensor {
  return tf.add(without, tf.mul(tf.sub(withPrompt, without), scale));
}

/** The sum of terms, each times its factor; terms whose factor is the number 0 are left out. */
function weightedSum(
  terms: readonly (readonly [factor: Coefficient, of: tf.Tensor | undefined])[],
): tf.Tensor {
  const there = terms.flatMap(([factor, of]) => (of && factor !== 0 ? [tf.mul(of, factor)] : []));
  return there.reduce((sum, term) => tf.add(sum, term));
}
