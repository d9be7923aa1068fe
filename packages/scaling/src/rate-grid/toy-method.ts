import type { NamedTensors } from '@singlora/kernels';
import type { RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { unknown } from '../errors.ts';
import { normals } from '../normals.ts';
import type { ToyFactors } from './toy-loss.ts';

/** How the toy's middle weight is made of what is trained, and which learning rates there are to choose. */
export interface ToyMethod {
  readonly name: string;
  readonly title: string;
  /** Learning rates by name, each with the parameters it is for. */
  readonly rates: Readonly<Record<string, readonly string[]>>;
  /**
   * How the best rates, and the ratio B/A of two, are said to grow with n: exponents. The papers' own
   * claims, to be set beside what is measured.
   */
  readonly claimed: Readonly<Record<string, number>>;
  /** Parameters `[r, n]`, by name. */
  initial(width: number, rank: number, random: RandomStream): NamedTensors;
  factors(parameters: NamedTensors): ToyFactors;
  /** The parameters' gradients from the factors'. */
  pullBack(gradients: ToyFactors): NamedTensors;
}

/** W = B A with A ~ N(0, 1/n), B ~ N(0, 1): LoRA+'s own start, at which f is of order 1. */
const lora: Omit<ToyMethod, 'name' | 'title' | 'rates' | 'claimed'> = {
  initial: (width, rank, random) => ({
    A: normals(random, [rank, width], 1 / Math.sqrt(width)),
    B: normals(random, [rank, width]),
  }),
  factors: ({ A, B }) => ({ p: B as tf.Tensor2D, q: A as tf.Tensor2D }),
  pullBack: ({ p, q }) => ({ A: q, B: p }),
};

/** Every way, by name. */
export const toyMethods: ReadonlyMap<string, ToyMethod> = new Map(
  (
    [
      {
        ...lora,
        name: 'lora',
        title: 'LoRA, two rates',
        rates: { A: ['A'], B: ['B'] },
        claimed: { A: -1, B: 0, ratio: 1 }, // LoRA+ (arXiv 2402.12354), its efficient rates
      },
      {
        ...lora,
        name: 'lora-one-rate',
        title: 'LoRA, one rate',
        rates: { both: ['A', 'B'] },
        claimed: {},
      },
      {
        name: 'singlora',
        title: 'SingLoRA',
        rates: { A: ['A'] },
        claimed: { A: -0.5 }, // the paper's stable rate
        // W = A Aᵀ without a ramp, A ~ N(0, 1/n) as LoRA+ starts its own A.
        initial: (width, rank, random) => ({
          A: normals(random, [rank, width], 1 / Math.sqrt(width)),
        }),
        factors: ({ A }) => ({ p: A as tf.Tensor2D, q: A as tf.Tensor2D }),
        pullBack: ({ p, q }) => ({ A: tf.add(p, q) }),
      },
    ] satisfies ToyMethod[]
  ).map((method) => [method.name, method]),
);

export function toyMethodOf(name: string): ToyMethod {
  const found = toyMethods.get(name);
  if (!found) throw unknown('method', name, [...toyMethods.keys()]);
  return found;
}
