import type { NamedTensors } from '@singlora/kernels';
import { adamw, biasCorrections } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { named } from '../errors.ts';
import { riteDirections, riteMoments } from './lora-rite.ts';
import type { Optimiser, OptimiserScalars, OptimiserState, Trained } from './optimiser.ts';
import { scaledGradients } from './scaled-gradients.ts';

const betas: [number, number] = [0.9, 0.999];

/** Small beside any gradient here: the usual 1e-8 is not, where gradients shrink with width. */
const epsilon = 1e-16;

const inertia = 0.9;

/** AdamW's, where none is given. */
export const usualDecay = 0.01;

const own = (tensors: NamedTensors | undefined, name: string): tf.Tensor =>
  tensors?.[name] as tf.Tensor;

/** So many moments of zero, of the parameters' shapes. */
const zeros = (count: number, parameters: NamedTensors): NamedTensors[] =>
  Array.from({ length: count }, () => each(parameters, (value) => tf.zerosLike(value)));

const each = (
  tensors: NamedTensors,
  make: (value: tf.Tensor, name: string) => tf.Tensor,
): NamedTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, make(value, name)]));

/** An optimiser by the directions of its steps, and by what it keeps. */
interface Directed extends Pick<Optimiser, 'name' | 'title' | 'entries'> {
  readonly moments?: Optimiser['moments'];
  readonly directions: (
    gradients: NamedTensors,
    state: OptimiserState,
    trained: Trained,
    scalars: OptimiserScalars,
  ) => { readonly directions: NamedTensors; readonly moments?: NamedTensors[] };
}

/** θ ← θ − rate · direction, for every parameter. */
const descending = ({ directions: along, ...declared }: Directed): Optimiser => ({
  moments: () => [],
  decays: false,
  ...declared,
  step(state, gradients, trained, scalars) {
    const { directions, moments = [] } = along(gradients, state, trained, scalars);
    const moved = Object.entries(trained.groups).map(([name, { lrScale }]) => {
      const rate = tf.mul(scalars.learningRate, lrScale);
      return [name, tf.sub(own(state.parameters, name), tf.mul(rate, own(directions, name)))];
    });
    return { parameters: Object.fromEntries(moved) as NamedTensors, moments };
  },
});

const gd = descending({
  name: 'gd',
  title: 'gradient descent',
  entries: 'gradient',
  directions: (gradients) => ({ directions: gradients }),
});

const scaledGd = descending({
  name: 'scaled-gd',
  title: 'scaled gradient descent',
  entries: null,
  directions: (gradients, { parameters }, { layers }) => ({
    directions: scaledGradients(gradients, parameters, layers),
  }),
});

const momentum = descending({
  name: 'momentum',
  title: 'SGD with momentum 0.9',
  entries: 'gradient',
  moments: (parameters) => zeros(1, parameters),
  directions(gradients, { moments: [before] }) {
    const velocity = each(gradients, (gradient, name) =>
      tf.add(tf.mul(own(before, name), inertia), gradient),
    );
    return { directions: velocity, moments: [velocity] };
  },
});

const loraRite = descending({
  name: 'lora-rite',
  title: 'LoRA-RITE',
  entries: null,
  moments: riteMoments,
  directions: (gradients, state, trained, scalars) =>
    riteDirections(state, gradients, trained, scalars, betas),
});

const sign = descending({
  name: 'sign',
  title: 'sign descent',
  entries: 'constant',
  directions: (gradients) => ({ directions: each(gradients, (gradient) => tf.sign(gradient)) }),
});

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
  const found = named('optimiser', optimisers, name);
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
