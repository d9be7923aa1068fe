import type { Adapter, ParameterGroup } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import { adamw, biasCorrections } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { StepEntries } from '../exponents/prediction/problem.ts';
import { unknown } from '../errors.ts';
import { scaledGradients } from './scaled-gradients.ts';

/** Values and as many moments of each as the optimiser keeps, all by parameter name. */
export type OptimiserState = { parameters: NamedTensors; moments: NamedTensors[] };

/** What changes from step to step beside the state: a recorded step is replayed with new values. */
export interface OptimiserScalars {
  readonly learningRate: tf.Scalar;
  /** Adam's bias corrections `1 − β₁ᵗ` and `√(1 − β₂ᵗ)`; the others ignore them. */
  readonly correction1: tf.Scalar;
  readonly correction2: tf.Scalar;
}

type Groups = Readonly<Record<string, ParameterGroup>>;

/** What is trained: by name, with each one's factor of the learning rate and whether it decays; and the adapter's layers, if it is one. */
export type Trained = Pick<Adapter, 'groups'> & Partial<Pick<Adapter, 'layers'>>;

/** An optimiser as a pure function of tensors. */
export interface Optimiser {
  readonly name: string;
  readonly title: string;
  /** How many tensors it keeps beside each parameter. */
  readonly moments: number;
  /**
   * How large the entries of a step are before the learning rate: as the gradient's own, or of order 1 whatever the
   * gradient's. The infinite-width limit depends on nothing else. Null for steps that are neither: nothing is derived of them.
   */
  readonly entries: StepEntries | null;
  /** Whether a step also takes away a share of each parameter. */
  readonly decays: boolean;
  /** The state after one step. Nothing is disposed of. @throws {ScalingError} `SCALING_UNSCALABLE` from scaled gradient descent, without an adapter of two factors or of one */
  step(
    state: OptimiserState,
    gradients: NamedTensors,
    trained: Trained,
    scalars: OptimiserScalars,
  ): OptimiserState;
}

const betas: [number, number] = [0.9, 0.999];

/** Small beside any gradient here: the usual 1e-8 is not, where gradients shrink with width. */
const epsilon = 1e-16;

const inertia = 0.9;

/** AdamW's, where none is given. */
export const usualDecay = 0.01;

/** θ ← θ − rate · direction, for every parameter. */
function descend(
  { parameters }: OptimiserState,
  groups: Groups,
  { learningRate }: OptimiserScalars,
  direction: (name: string) => tf.Tensor,
): NamedTensors {
  return Object.fromEntries(
    Object.entries(groups).map(([name, { lrScale }]) => {
      const rate = tf.mul(learningRate, lrScale);
      return [name, tf.sub(parameters[name] as tf.Tensor, tf.mul(rate, direction(name)))];
    }),
  );
}

const own = (tensors: NamedTensors | undefined, name: string): tf.Tensor =>
  tensors?.[name] as tf.Tensor;

const gd: Optimiser = {
  name: 'gd',
  title: 'gradient descent',
  moments: 0,
  entries: 'gradient',
  decays: false,
  step: (state, gradients, { groups }, scalars) => ({
    parameters: descend(state, groups, scalars, (name) => own(gradients, name)),
    moments: [],
  }),
};

const scaledGd: Optimiser = {
  name: 'scaled-gd',
  title: 'scaled gradient descent',
  moments: 0,
  entries: null,
  decays: false,
  step(state, gradients, { groups, layers }, scalars) {
    const scaled = scaledGradients(gradients, state.parameters, layers);
    return {
      parameters: descend(state, groups, scalars, (name) => own(scaled, name)),
      moments: [],
    };
  },
};

const momentum: Optimiser = {
  name: 'momentum',
  title: 'SGD with momentum 0.9',
  moments: 1,
  entries: 'gradient',
  decays: false,
  step(state, gradients, { groups }, scalars) {
    const velocity = Object.fromEntries(
      Object.keys(groups).map((name) => [
        name,
        tf.add(tf.mul(own(state.moments[0], name), inertia), own(gradients, name)),
      ]),
    );
    return {
      parameters: descend(state, groups, scalars, (name) => own(velocity, name)),
      moments: [velocity],
    };
  },
};

const sign: Optimiser = {
  name: 'sign',
  title: 'sign descent',
  moments: 0,
  entries: 'constant',
  decays: false,
  step: (state, gradients, { groups }, scalars) => ({
    parameters: descend(state, groups, scalars, (name) => tf.sign(own(gradients, name))),
    moments: [],
  }),
};

const adamWith = (name: string, weightDecay: number): Optimiser => ({
  name,
  title: weightDecay > 0 ? `AdamW, weight decay ${weightDecay}` : 'Adam',
  moments: 2,
  entries: 'constant',
  decays: weightDecay > 0,
  step({ parameters, moments }, gradients, { groups }, scalars) {
    const [moments1 = {}, moments2 = {}] = moments;
    const config = { learningRate: 0, betas, epsilon, weightDecay }; // the rate is a scalar of the step
    const next = adamw(config, groups, { parameters, moments1, moments2 }, gradients, scalars);
    return { parameters: next.parameters, moments: [next.moments1, next.moments2] };
  },
});

/** Every optimiser, by name. Adam and AdamW are the training package's own. */
export const optimisers: ReadonlyMap<string, Optimiser> = new Map(
  [gd, momentum, scaledGd, sign, adamWith('adam', 0), adamWith('adamw', usualDecay)].map(
    (optimiser) => [optimiser.name, optimiser],
  ),
);

/**
 * One of {@link optimisers}; one that decays takes a `weightDecay` other than 0.01.
 * @throws {ScalingError} `SCALING_UNKNOWN`
 */
export function optimiserOf(name: string, weightDecay?: number): Optimiser {
  const found = optimisers.get(name);
  if (!found) throw unknown('optimiser', name, [...optimisers.keys()]);
  return found.decays && weightDecay !== undefined ? adamWith(name, weightDecay) : found;
}

/** The state before the first step: copies of the parameters, which stay the caller's, and moments of zero. */
export function initialOptimiserState(
  { moments }: Optimiser,
  parameters: NamedTensors,
): OptimiserState {
  const each = (make: (value: tf.Tensor) => tf.Tensor): NamedTensors =>
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, make(value)]));
  return {
    parameters: each((value) => tf.clone(value)),
    moments: Array.from({ length: moments }, () => each((value) => tf.zerosLike(value))),
  };
}

/** The scalars of step t ≥ 1. */
export function scalarsOf(learningRate: number, t: number): OptimiserScalars {
  const [correction1, correction2] = biasCorrections(betas, t);
  return {
    learningRate: tf.scalar(learningRate),
    correction1: tf.scalar(correction1),
    correction2: tf.scalar(correction2),
  };
}
