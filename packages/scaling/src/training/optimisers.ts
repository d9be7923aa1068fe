import type { NamedTensors } from '@singlora/kernels';
import { adamw, biasCorrections } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { unknown } from '../errors.ts';
import { riteDirections, riteMoments } from './lora-rite.ts';
import type { Optimiser, OptimiserScalars, OptimiserState, Trained } from './optimiser.ts';
import { scaledGradients } from './scaled-gradients.ts';

const betas: [number, number] = [0.9, 0.999];

/** Small beside any gradient here: the usual 1e-8 is not, where gradients shrink with width. */
const epsilon = 1e-16;

const inertia = 0.9;

/** AdamW's, where none is given. */
export const usualDecay = 0.01;

/** θ ← θ − rate · direction, for every parameter. */
function descend(
  { parameters }: OptimiserState,
  groups: Trained['groups'],
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

/** So many moments of zero, of the parameters' shapes. */
const zeros = (count: number, parameters: NamedTensors): NamedTensors[] =>
  Array.from({ length: count }, () => each(parameters, (value) => tf.zerosLike(value)));

const each = (tensors: NamedTensors, make: (value: tf.Tensor) => tf.Tensor): NamedTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, make(value)]));

const gd: Optimiser = {
  name: 'gd',
  title: 'gradient descent',
  moments: () => [],
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
  moments: () => [],
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
  moments: (parameters) => zeros(1, parameters),
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

const loraRite: Optimiser = {
  name: 'lora-rite',
  title: 'LoRA-RITE',
  moments: riteMoments,
  entries: null,
  decays: false,
  step(state, gradients, trained, scalars) {
    const { directions, moments } = riteDirections(state, gradients, trained, scalars, betas);
    return {
      parameters: descend(state, trained.groups, scalars, (name) => own(directions, name)),
      moments,
    };
  },
};

const sign: Optimiser = {
  name: 'sign',
  title: 'sign descent',
  moments: () => [],
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
  moments: (parameters) => zeros(2, parameters),
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
  [gd, momentum, scaledGd, loraRite, sign, adamWith('adam', 0), adamWith('adamw', usualDecay)].map(
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

/** The state before the first step: copies of the parameters, which stay the caller's, and moments. @throws {ScalingError} as `step` */
export function initialOptimiserState(
  optimiser: Optimiser,
  parameters: NamedTensors,
  trained: Trained,
): OptimiserState {
  return {
    parameters: each(parameters, (value) => tf.clone(value)),
    moments: optimiser.moments(parameters, trained),
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
