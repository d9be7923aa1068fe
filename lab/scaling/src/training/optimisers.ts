import type { NamedTensors } from '@singlora/core/kernels';
import { adamw, biasCorrections } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { named, unknownSetting } from '../errors.ts';
import { mapValues } from '../exponents/prediction/factor-model.ts';
import { riteDirections, riteMoments } from './lora-rite.ts';
import type {
  Optimiser,
  OptimiserScalars,
  OptimiserState,
  TrainedParameters,
} from './optimiser.ts';
import { scaledGradients } from './scaled-gradients.ts';

const betas: [number, number] = [0.9, 0.999];

/** Small compared with any gradient at any width, unlike the usual 1e-8 where gradients shrink with the width. */
const negligible = 1e-16;
/** PyTorch's ε: below the gradients at the trained widths, so that derivations treat it as 0. */
const usualEpsilon = 1e-8;

const inertia = 0.9;

/** AdamW's default. */
export const usualDecay = 0.01;

const own = (tensors: NamedTensors | undefined, name: string) => tensors?.[name] as tf.Tensor;

const zeros = (count: number, parameters: NamedTensors): NamedTensors[] =>
  Array.from({ length: count }, () => mapValues(parameters, (value) => tf.zerosLike(value)));

/** An optimiser defined by its steps' directions and by its moments. */
interface Directed extends Pick<Optimiser, 'name' | 'title' | 'entries'> {
  readonly moments?: Optimiser['moments'];
  readonly directions: (
    gradients: NamedTensors,
    state: OptimiserState,
    trained: TrainedParameters,
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

/** Undamped, as PyTorch's: v ← βv + g. */
const momentum = descending({
  name: 'momentum',
  title: 'SGD with momentum 0.9',
  entries: 'gradient',
  moments: (parameters) => zeros(1, parameters),
  directions(gradients, { moments: [before] }) {
    const velocity = mapValues(gradients, (gradient, name) =>
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
  directions: (gradients) => ({
    directions: mapValues(gradients, (gradient) => tf.sign(gradient)),
  }),
});

interface AdamSettings {
  readonly weightDecay?: number;
  readonly epsilon?: number;
  readonly beta2?: number;
}

const adamWith = (
  name: string,
  { weightDecay = 0, epsilon = negligible, beta2 = betas[1] }: AdamSettings = {},
): Optimiser => ({
  name,
  title: weightDecay > 0 ? `AdamW, weight decay ${weightDecay}` : 'Adam',
  moments: (parameters) => zeros(2, parameters),
  entries: epsilon > usualEpsilon ? 'damped' : 'constant',
  decays: weightDecay > 0,
  betas: [betas[0], beta2],
  step({ parameters, moments }, gradients, { groups }, scalars) {
    const [moments1 = {}, moments2 = {}] = moments;
    // The rate is a per-step scalar.
    const config: Parameters<typeof adamw>[0] = {
      learningRate: 0,
      betas: [betas[0], beta2],
      epsilon,
      weightDecay,
    };
    const next = adamw(config, groups, { parameters, moments1, moments2 }, gradients, scalars);
    return { parameters: next.parameters, moments: [next.moments1, next.moments2] };
  },
});

/** Every optimiser, by name. Adam and AdamW are the training package's own. */
export const optimisers: ReadonlyMap<string, Optimiser> = new Map(
  [
    ...[gd, momentum, scaledGd, loraRite, sign],
    ...[adamWith('adam'), adamWith('adamw', { weightDecay: usualDecay })],
  ].map((optimiser) => [optimiser.name, optimiser]),
);

/** A setting such as `epsilon=0.001` or `beta2=0.95`, split. */
const settingSchema = z.union([
  z.tuple([z.literal('epsilon'), z.coerce.number().positive()]),
  z.tuple([z.literal('beta2'), z.coerce.number().positive().lt(1)]),
]);

/**
 * One of {@link optimisers}; one that decays takes a `weightDecay` other than 0.01. Other settings
 * of Adam and AdamW follow the name: `adam:epsilon=0.001:beta2=0.95`.
 * @throws {ScalingError} `SCALING_UNKNOWN`
 */
export function optimiserOf(name: string, weightDecay?: number): Optimiser {
  const [base = '', ...parts] = name.split(':');
  const found = named('optimiser', optimisers, base);
  if (parts.length === 0 && (weightDecay === undefined || !found.decays)) return found;
  const settings = z.array(settingSchema).safeParse(parts.map((part) => part.split('=')));
  if (!found.betas || !settings.success) throw unknownSetting(name);
  return adamWith(name, {
    ...(found.decays && { weightDecay: weightDecay ?? usualDecay }),
    ...(Object.fromEntries(settings.data) as AdamSettings),
  });
}

/** The initial state: copies of the parameters, which the caller keeps, and moments. @throws {ScalingError} as `step` */
export function initialOptimiserState(
  optimiser: Optimiser,
  parameters: NamedTensors,
  trained: TrainedParameters,
): OptimiserState {
  return {
    parameters: mapValues(parameters, (value) => tf.clone(value)),
    moments: optimiser.moments(parameters, trained),
  };
}

export function scalarsOf(
  learningRate: number,
  t: number,
  { betas: own = betas }: Pick<Optimiser, 'betas'> = {},
): OptimiserScalars {
  const [correction1, correction2] = biasCorrections(own, t);
  return {
    learningRate: tf.scalar(learningRate),
    correction1: tf.scalar(correction1),
    correction2: tf.scalar(correction2),
  };
}
