import type { ParameterGroup } from '@singlora/core';
import { fusedOps, type NamedTensors } from '@singlora/core/kernels';
import * as tf from '@tensorflow/tfjs-core';

/** AdamW's settings, named as in `torch.optim.AdamW`. */
export interface AdamWConfig {
  /** peak learning rate; each parameter's own is this times its group's `lrScale` */
  learningRate: number;
  betas: [number, number];
  epsilon: number;
  /** decoupled: parameters shrink by learning rate × weightDecay, where their group allows */
  weightDecay: number;
}

/** The values that change from step to step, as scalar tensors, so that a recorded step can be replayed with new ones. */
export interface AdamWScalars {
  learningRate: tf.Scalar;
  /** 1 - beta1^t, t = this step's number from 1 */
  correction1: tf.Scalar;
  /** √(1 - beta2^t) */
  correction2: tf.Scalar;
  /** the factor that clips the gradients first; absent without clipping */
  clip?: tf.Scalar;
}

/** The parameters' values, and the running means of their gradients and of the squares of these, by parameter name. */
export type AdamWState = Record<'parameters' | 'moments1' | 'moments2', NamedTensors>;

/** The bias corrections of step t ≥ 1, as numbers. */
export function biasCorrections(betas: readonly [number, number], t: number): [number, number] {
  return [1 - betas[0] ** t, Math.sqrt(1 - betas[1] ** t)];
}

/**
 * One step of AdamW (Loshchilov & Hutter, arXiv 1711.05101) in the order of `torch.optim.AdamW`:
 * decay first, then θ ← θ - lr/(1 - β₁ᵗ) · m / (√v/√(1 - β₂ᵗ) + ε). Pure: returns new tensors.
 */
export function adamw(
  config: AdamWConfig,
  groups: Groups,
  state: AdamWState,
  gradients: NamedTensors,
  scalars: AdamWScalars,
): AdamWState {
  return tf.tidy(() => {
    const next: AdamWState = { parameters: {}, moments1: {}, moments2: {} };
    for (const some of inTwo(groups, state.parameters)) {
      const part = fused(config, some, state, gradients, scalars);
      if (!part) return composed(config, groups, state, gradients, scalars);
      for (const key of ['parameters', 'moments1', 'moments2'] as const)
        Object.assign(next[key], part[key]);
    }
    return next;
  });
}

type Groups = Readonly<Record<string, ParameterGroup>>;

/** The parameters in two parts of about equal size, which a compiled graph steps side by side; one part for a single parameter. */
function inTwo(groups: Groups, parameters: NamedTensors): Groups[] {
  const names = Object.keys(groups);
  const sizes = names.map((name) => (parameters[name] as tf.Tensor).size);
  const upTo = (end: number) => sizes.slice(0, end).reduce((sum, size) => sum + size, 0);
  const middle = names.findIndex((_, i) => upTo(i) >= upTo(names.length) / 2);
  const entries = Object.entries(groups);
  return [entries.slice(0, middle), entries.slice(middle)]
    .filter((some) => some.length > 0)
    .map((some) => Object.fromEntries(some));
}

/** The step of some tensors as one operation, which rounds as the composed form does. */
function fused(
  { betas: [beta1, beta2], epsilon, weightDecay }: AdamWConfig,
  groups: Groups,
  state: AdamWState,
  gradients: NamedTensors,
  { learningRate, correction1, correction2, clip = tf.scalar(1) }: AdamWScalars,
): AdamWState | undefined {
  const names = Object.keys(groups);
  const numbers = { beta1, rest1: 1 - beta1, beta2, rest2: 1 - beta2, epsilon };
  const attributes = Object.entries(numbers).map(([name, float]) => [name, { float }] as const);
  const all = [gradients, state.parameters, state.moments1, state.moments2].flatMap((tensors) =>
    names.map((name) => tensors[name] as tf.Tensor),
  );
  const own = Object.values(groups);
  const scales = tf.tensor1d(own.map(({ lrScale }) => lrScale));
  const decays = tf.tensor1d(own.map((group) => (group.weightDecay ? weightDecay : 0)));
  const next = fusedOps(
    'AdamW',
    { N: names.length, ...Object.fromEntries(attributes) },
    [...all, scales, decays, learningRate, correction1, correction2, clip],
    3 * names.length,
  );
  const part = (at: number): NamedTensors =>
    Object.fromEntries(names.map((name, i) => [name, next?.[at * names.length + i] as tf.Tensor]));
  return next && { parameters: part(0), moments1: part(1), moments2: part(2) };
}

function composed(
  config: AdamWConfig,
  groups: Groups,
  state: AdamWState,
  gradients: NamedTensors,
  scalars: AdamWScalars,
): AdamWState {
  const next: AdamWState = { parameters: {}, moments1: {}, moments2: {} };
  const [beta1, beta2] = config.betas;
  for (const [name, { lrScale, weightDecay }] of Object.entries(groups)) {
    const own = (tensors: NamedTensors) => tensors[name] as tf.Tensor;
    const rate = lrScale === 1 ? scalars.learningRate : tf.mul(scalars.learningRate, lrScale);
    const decays = weightDecay && config.weightDecay > 0;
    const before = own(state.parameters);
    const decayed = decays ? tf.mul(before, tf.sub(1, tf.mul(rate, config.weightDecay))) : before;

    const gradient = scalars.clip ? tf.mul(own(gradients), scalars.clip) : own(gradients);
    const m = average(own(state.moments1), gradient, beta1);
    const v = average(own(state.moments2), tf.square(gradient), beta2);
    const denominator = tf.add(tf.div(tf.sqrt(v), scalars.correction2), config.epsilon);
    const size = tf.div(rate, scalars.correction1);
    next.parameters[name] = tf.sub(decayed, tf.mul(size, tf.div(m, denominator)));
    next.moments1[name] = m;
    next.moments2[name] = v;
  }
  return next;
}

/** beta · mean + (1 - beta) · value */
function average(mean: tf.Tensor, value: tf.Tensor, beta: number): tf.Tensor {
  return tf.add(tf.mul(mean, beta), tf.mul(value, 1 - beta));
}
