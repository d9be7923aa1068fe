import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { normals } from '../models/random-matrices.ts';
import type { Split } from './cell.ts';

const inputs = 5;

/** One seed's toy at width n. */
export type Toy = ReturnType<typeof buildToy>;

/** The numbers of LoRA+'s training and test examples. */
const loraPlusExamples: Readonly<Record<Split, number>> = { train: 1000, test: 100 };

/**
 * LoRA+'s toy (arXiv 2402.12354, section 3.2): f(x) = Wout · relu(W relu(Win x)) with x ~ N(0, I)
 * of 5 entries, targets sin(mean x), Win ~ N(0, 1) and Wout ~ N(0, 1/n) frozen. The middle weight W
 * is only the trained low-rank product. A seed has the same examples at every width. The readout Wout is `[1, n]`; examples
 * are columns, their features relu(Win x) `[n, examples]` are computed once, since nothing before the adapter is trained, and
 * their targets are `[1, examples]`.
 */
export function buildToy(width: number, seed: number, examples = loraPlusExamples) {
  const stream = (name: string, ...path: number[]) => randomStream(seed, 'toy', name, ...path);
  const first = normals(stream('first', width), [width, inputs]);
  const draw = (split: Split) =>
    tf.tidy(() => {
      const x = normals(stream(split), [inputs, examples[split]]);
      return {
        features: tf.relu(tf.matMul<tf.Tensor2D>(first, x)),
        targets: tf.sin(tf.mean<tf.Tensor2D>(x, 0, true)),
      };
    });
  const readout = normals(stream('readout', width), [1, width], 1 / Math.sqrt(width));
  const [train, test] = [draw('train'), draw('test')];
  first.dispose();
  return {
    width,
    seed,
    readout,
    train,
    test,
    /** Frees the readout and the examples. */
    dispose: () => tf.dispose([readout, train, test]),
  };
}
