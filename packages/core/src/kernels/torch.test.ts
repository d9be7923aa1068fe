import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { attention } from './attention.ts';
import { blockwiseAttention } from './blockwise-attention.ts';
import { conv2d } from './conv2d.ts';
import { expectClose, onEachBackend } from './each-backend.test.support.ts';
import { geglu } from './geglu.ts';
import { groupNorm } from './group-norm.ts';
import { quickGelu } from './quick-gelu.ts';
import { upsampleNearest } from './upsample-nearest.ts';

interface Written {
  shape: number[];
  values: number[];
}

interface Case {
  inputs: Record<string, Written>;
  y: Written;
  dy: Written;
  gradients: Record<string, Written>;
}

// made by tools/fixtures/diffusion_kernels.py
const { cases } = JSON.parse(
  readFileSync(new URL('fixtures/kernels.json', import.meta.url), 'utf8'),
) as { cases: Record<string, Case> };

// An operation on a case's inputs, in their order.
type Run = (...inputs: never[]) => tf.Tensor;
type Picture = tf.Tensor4D;
type Vector = tf.Tensor1D;
type Rows = tf.Tensor2D;

const conv = (options: Parameters<typeof conv2d>[3]) => (x: Picture, filter: Picture, b: Vector) =>
  conv2d(x, filter, b, options);
const norm = (options: Parameters<typeof groupNorm>[3]) => (x: Picture, g: Vector, b: Vector) =>
  groupNorm(x, g, b, options);

const runs: Record<string, Run[]> = {
  'conv2d 3, padding 1': [conv({ padding: 1 })],
  'conv2d 3, stride 2, padding 1': [conv({ stride: 2, padding: 1 })],
  'conv2d 3, stride 2, right and below': [conv({ stride: 2, padding: [[0, 1], [0, 1]] })], // prettier-ignore
  'conv2d 1': [conv({})],
  'conv2d 4, stride 4': [conv({ stride: 4 })],
  groupNorm: [norm({ groups: 4, epsilon: 1e-6 })],
  'groupNorm, silu': [norm({ groups: 2, epsilon: 1e-5, activation: 'silu' })],
  'groupNorm, far from zero': [norm({ groups: 4, epsilon: 1e-5, activation: 'silu' })],
  upsampleNearest: [upsampleNearest],
  geglu: [geglu],
  quickGelu: [quickGelu],
  attention: [
    (q: Rows, k: Rows, v: Rows) => attention(q, k, v, { batch: 2, heads: 2 }),
    (q: Rows, k: Rows, v: Rows) => blockwiseAttention(q, k, v, { batch: 2, heads: 2 }),
  ],
  'attention across': [
    (q: Rows, k: Rows, v: Rows) => attention(q, k, v, { batch: 2, heads: 4 }),
    (q: Rows, k: Rows, v: Rows) =>
      blockwiseAttention(q, k, v, { batch: 2, heads: 4, maxScores: 48 }),
  ],
};

const tensor = ({ shape, values }: Written): tf.Tensor => tf.tensor(values, shape);

it('has every case', () => {
  expect(Object.keys(runs)).toEqual(Object.keys(cases));
});

onEachBackend('the same as PyTorch', () => {
  it.each(Object.entries(cases))('%s', (name, { inputs, y, dy, gradients }) => {
    tf.tidy(() => {
      const given = Object.values(inputs).map(tensor);
      for (const run of runs[name]!) {
        expectClose(run(...(given as never[])), tensor(y), 1e-5);
        const found = tf.grads(run as (...x: tf.Tensor[]) => tf.Tensor)(given, tensor(dy));
        Object.keys(inputs).forEach((input, i) => {
          expectClose(found[i]!, tensor(gradients[input]!), 1e-5);
        });
      }
    });
  });
});
