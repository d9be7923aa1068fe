import { methods, type Method } from '@singlora/core';
import type { NamedTensors } from '@singlora/kernels';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { named } from '../errors.ts';
import { isPlain } from '../methods/plain-sides.ts';
import { factorModelOf } from '../methods/factor-model-of.ts';
import { normals } from '../models/random-matrices.ts';
import { drawnFor, mapValues } from '../exponents/prediction/factor-model.ts';
import type { ToyFactors } from './toy-loss.ts';

/** A way to train the toy: how its middle weight is computed from the parameters, and which learning rates there are. */
export type ToyMethod = ReturnType<typeof waysOf>[number];

/** By the way's name, the papers' claimed exponents in n of the best rates, and of the ratio B/A of two. */
const claims: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  lora: { A: -1, B: 0, ratio: 1 }, // LoRA+ (arXiv 2402.12354), its efficient rates
  singlora: { A: -0.5 }, // the paper's stable rate
};

const oneRate = '-one-rate';

/**
 * The ways to train core's method on the toy, where each of its sides is one matrix: with a learning rate per
 * matrix, and for two matrices also with one for both. Random starts in core are N(0, 1/n) and zero starts
 * N(0, 1) here, LoRA+'s own start, at which f is of order 1. There is no ramp.
 */
function waysOf(method: Method) {
  if (!isPlain(method)) return [];
  const { name, title } = method;
  const { parameters, p, q } = factorModelOf(name);
  const names = Object.keys(parameters);
  const [left, right] = [p.join(), q.join()];
  const way = {
    /** Parameters `[r, n]`, by name. */
    initial(width: number, rank: number, random: RandomStream): NamedTensors {
      const drawn = (std: number) => normals(random, [rank, width], std);
      const values = mapValues(parameters, ({ start }) =>
        drawn(start === 'zero' ? 1 : 1 / Math.sqrt(width)),
      );
      return mapValues(values, (value, one) => values[drawnFor({ parameters }, one)] ?? value);
    },
    /** The factors `[r, n]` whose product is the middle weight; a single parameter is both. They are not copies. */
    factors: (values: NamedTensors): ToyFactors => ({
      p: values[left] as tf.Tensor2D,
      q: values[right] as tf.Tensor2D,
    }),
    /** The parameters' gradients, from the factors' gradients. */
    pullBack: ({ p, q }: ToyFactors): NamedTensors =>
      left === right ? { [left]: tf.add(p, q) } : { [right]: q, [left]: p },
  };
  /** @param rates by name, each with its parameters */
  const wayOf = (name: string, title: string, rates: Readonly<Record<string, string[]>>) => ({
    ...way,
    name,
    title,
    rates,
    claimed: claims[name] ?? {},
  });
  const apart = Object.fromEntries(names.map((one) => [one, [one]]));
  if (names.length === 1) return [wayOf(name, title, apart)];
  return [
    wayOf(name, `${title}, two rates`, apart),
    wayOf(name + oneRate, `${title}, one rate`, { both: names }),
  ];
}

/**
 * A way by name: a method of core such as `lora`, or with the suffix `-one-rate` for one rate of both matrices.
 * @throws {ScalingError} `SCALING_UNKNOWN`; methods with several matrices per side, a magnitude, signs or frozen tensors have no way
 */
export function toyMethodOf(name: string): ToyMethod {
  const all = [...methods.values()].flatMap(waysOf);
  return named('method', new Map(all.map((way) => [way.name, way])), name);
}
