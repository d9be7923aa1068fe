import { startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { toyGradients, toyLoss, type ToyFactors } from './toy-loss.ts';
import { toyMethodOf } from './toy-method.ts';
import { buildToy, type Toy } from './toy.ts';
import { randomStream } from '@singlora/runtime';

beforeAll(() => startBackend());

const examples = { train: 20, test: 7 };
const width = 12;

/** The formula as LoRA+ writes it, on columns x of features: Wout · relu(W h), W `[n, n]`. */
function plainLoss(toy: Toy, weight: tf.Tensor2D, split: 'train' | 'test'): tf.Scalar {
  const hidden = tf.relu(tf.matMul(weight, toy[split].features as tf.Tensor2D)) as tf.Tensor2D;
  const error = tf.sub(tf.matMul(toy.readout, hidden), toy[split].targets);
  return tf.mul(tf.mean(tf.square(error)), 0.5);
}

const largest = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;

it('is the loss of the full weight, with its gradients', () => {
  const toy = buildToy(width, 3, examples);
  const lora = toyMethodOf('lora');
  const { p, q } = lora.factors(lora.initial(width, 4, randomStream(1)));
  const weightLoss = (p: tf.Tensor, q: tf.Tensor) =>
    plainLoss(toy, tf.matMul(p as tf.Tensor2D, q as tf.Tensor2D, true), 'train');
  const [dp, dq] = tf.grads(weightLoss)([p, q]);
  const found = toyGradients(toy, { p, q });
  expect(largest(found.loss, weightLoss(p, q))).toBeLessThan(1e-5);
  expect(tf.max(tf.abs(dp!)).dataSync()[0]).toBeGreaterThan(1e-2);
  expect(largest(found.p, dp!)).toBeLessThan(1e-5);
  expect(largest(found.q, dq!)).toBeLessThan(1e-5);
  const test = plainLoss(toy, tf.matMul(p, q, true), 'test');
  expect(largest(toyLoss(toy, { p, q }, 'test'), test)).toBeLessThan(1e-5);
  toy.dispose();
});

it('gives every method the gradient of its own parameters', () => {
  const toy = buildToy(width, 4, examples);
  for (const name of ['lora', 'lora-one-rate', 'singlora']) {
    const method = toyMethodOf(name);
    const parameters = method.initial(width, 4, randomStream(2));
    const names = Object.keys(parameters);
    const expected = tf.grads((...values: tf.Tensor[]) => {
      const { p, q } = method.factors(Object.fromEntries(names.map((n, i) => [n, values[i]!])));
      return plainLoss(toy, tf.matMul(p, q, true), 'train');
    })(Object.values(parameters));
    const found = method.pullBack(toyGradients(toy, method.factors(parameters)));
    expect(Object.keys(found)).toEqual(names);
    names.forEach((one, i) => expect(largest(found[one]!, expected[i]!)).toBeLessThan(1e-5));
    expect(Object.values(method.rates).flat().sort()).toEqual([...names].sort());
  }
  toy.dispose();
});

it('stays NaN once a factor is NaN or infinite, wherever', () => {
  const toy = buildToy(width, 5, examples);
  const ones = tf.ones<tf.Rank.R2>([4, width]);
  const broken = (value: number) =>
    tf.tensor2d([value, ...Array<number>(4 * width - 1).fill(1)], [4, width]);
  const pairs: ToyFactors[] = [
    { p: broken(NaN), q: ones },
    { p: ones, q: broken(NaN) },
    { p: broken(-Infinity), q: broken(NaN) },
  ];
  for (const factors of pairs) {
    expect(toyLoss(toy, factors, 'train').dataSync()[0]).toBeNaN();
    expect(toyGradients(toy, factors).loss.dataSync()[0]).toBeNaN();
  }
  toy.dispose();
});
