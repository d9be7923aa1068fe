import { assembleAdapter, parseAdapterConfig, type Adapter } from '@singlora/core';
import type { NamedTensors } from '@singlora/core/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { linearToy } from '../models/linear-toy.ts';
import { normals } from '../models/random-matrices.ts';
import type { Optimiser, OptimiserState } from '../training/optimiser.ts';
import { initialOptimiserState, scalarsOf } from '../training/optimisers.ts';
import { descend, trajectory } from '../training/trajectory.ts';
import type { WidthModel } from '../models/width-model.ts';
import { finite } from '../slopes/slope.ts';
import { rewritten, type DrawChange } from './change.ts';

/** More than any rank in use, so that the weight's gradient has a higher rank than the update. */
export const samples = 32;

/** An adapter on one weight, and how it is trained from both starts. */
export interface InvarianceCase {
  /** A method whose sides are one matrix each: see `rewritten`. */
  readonly method: string;
  readonly shape: readonly [out: number, inputs: number];
  readonly rank: number;
  readonly optimiser: Optimiser;
  /** The size of the first step relative to the parameters' norm; this sets the learning rate. */
  readonly firstStep: number;
  readonly steps: number;
  readonly seed: number;
}

/**
 * Trains an adapter from some parameters and from others with the same update, at the same learning rate. Returns
 * `‖ΔW − ΔW′‖ / ‖ΔW − ΔW(0)‖` (Frobenius) after each step: the distance of the two updates, relative to the first one's
 * distance from the start. `null` where that is not finite.
 *
 * All factors start at N(0, 1/max(out, in)): LoRA's B too, which at its usual zero would hide half of the change.
 */
export function updateDifferences(c: InvarianceCase, draw: DrawChange): (number | null)[] {
  const model = linearToy(c.shape, samples, randomStream(c.seed, 'model'));
  const adapter = generalAdapter(c, model);
  const changed = changedParameters(adapter, draw(c.rank, randomStream(c.seed, 'change')));
  const train = (start: NamedTensors) => updates(c, model, adapter, start, rate);
  const rate = learningRate(c, model, adapter);
  const [one, other] = [train(adapter.parameters), train(changed)];
  const [start] = one as [tf.Tensor2D];
  const distance = (update: tf.Tensor, from: tf.Tensor) =>
    tf.tidy(() => norm(tf.sub(update, from)));
  const values = one
    .slice(1)
    .map((update, i) =>
      finite(distance(update, other[i + 1] as tf.Tensor) / distance(update, start)),
    );
  tf.dispose([...one, ...other]);
  tf.dispose([adapter.parameters, changed, ...model.tensors]);
  return values;
}

/** An adapter with an update of scale 1 and randomly drawn parameters. */
function generalAdapter({ method, rank, shape, seed }: InvarianceCase, model: WidthModel): Adapter {
  const config = parseAdapterConfig({
    method,
    r: rank,
    lora_alpha: rank,
    target_modules: [...model.targets],
  });
  const random = randomStream(seed, 'adapter');
  return assembleAdapter(model.slots, config, {
    adapted: (_slot, _parameter, spec) =>
      normals(random, spec.shape as [number, number], 1 / Math.sqrt(Math.max(...shape))),
    whole: (_name, base) => tf.clone(base),
  });
}

/** The parameters after the change, by full names. */
function changedParameters({ config, parameters }: Adapter, change: ReturnType<DrawChange>) {
  const short = Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => [name.replace(/^layer\./, ''), tensor]),
  );
  return Object.fromEntries(
    Object.entries(rewritten(config.method, short, change)).map(([name, tensor]) => [
      `layer.${name}`,
      tensor,
    ]),
  );
}

/** Every optimiser's first step is proportional to its learning rate, weight decay included. */
function learningRate(c: InvarianceCase, model: WidthModel, adapter: Adapter): number {
  return tf.tidy(() => {
    const before = initialOptimiserState(c.optimiser, adapter.parameters, adapter);
    const scalars = scalarsOf(1, 1);
    const after = descend(model, adapter, c.optimiser, before, scalars, tf.scalar(1)).state;
    const all = ({ parameters }: OptimiserState) =>
      tf.concat(Object.keys(adapter.groups).map((name) => tf.reshape(own(parameters, name), [-1])));
    return (c.firstStep * norm(all(before))) / norm(tf.sub(all(after), all(before)));
  });
}

const own = (tensors: NamedTensors, name: string): tf.Tensor => tensors[name] as tf.Tensor;
const norm = (tensor: tf.Tensor): number => tf.norm(tensor).dataSync()[0] ?? NaN;

/** ΔW at the start and after each step. */
function updates(
  { optimiser, steps }: InvarianceCase,
  model: WidthModel,
  adapter: Adapter,
  start: NamedTensors,
  rate: number,
): tf.Tensor2D[] {
  const points = trajectory(initialOptimiserState(optimiser, start, adapter), steps, (state, t) =>
    descend(model, adapter, optimiser, state, scalarsOf(rate, t, optimiser), tf.scalar(1)),
  );
  return Array.from(points, ({ state }) =>
    tf.tidy((): tf.Tensor2D => {
      const { p, q, scale } = adapter.update('layer', state.parameters, tf.scalar(1));
      return tf.mul(tf.matMul(p, q, false, true), scale);
    }),
  );
}
