import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromBfloat16, heldInBfloat16, toBfloat16, widened } from './bfloat16.ts';
import { available, expectClose, normal } from './each-backend.test.support.ts';
import { conv2d } from './conv2d.ts';
import { linear } from './linear.ts';
import { isBfloat16 } from './native.ts';

type Matrix = tf.Tensor2D;

/** The number rounded to the nearest with eight significant bits, ties to even. */
function rounded(x: number): number {
  const bits = new Uint32Array(Float32Array.of(x).buffer);
  const [before = 0] = bits;
  bits[0] = (before + 0x7fff + ((before >>> 16) & 1)) & 0xffff0000;
  return new Float32Array(bits.buffer)[0] as number;
}

const roundedTensor = <T extends tf.Tensor>(x: T): T =>
  tf.tensor(x.dataSync().map(rounded), x.shape) as T;

interface Written {
  shape: number[];
  values: number[];
}

// made by tools/fixtures/autocast.py
const autocast = JSON.parse(
  readFileSync(new URL('fixtures/autocast.json', import.meta.url), 'utf8'),
) as {
  scale: number;
  inputs: Record<'x' | 'p' | 'q' | 'weight' | 'bias', Written>;
  y: Written;
  dy: Written;
  gradients: Record<'x' | 'p' | 'q', Written>;
};
const read = <T extends tf.Tensor>({ values, shape }: Written): T => tf.tensor(values, shape) as T;

/** The relative error of rounding a result, and before that its bias, to eight bits. */
const eightBits = 2 * 2 ** -8;

describe.skipIf(!available.get('tensorflow'))('bfloat16', () => {
  beforeAll(() => tf.setBackend('tensorflow'));

  it('holds a matrix rounded, and gives its numbers back as float32', () => {
    const matrix = tf.tensor2d([1, 1.00390625, 1.01171875, -3.1415927, 1e-30, 65504], [2, 3]);
    const held = heldInBfloat16(matrix);
    expect(isBfloat16(held)).toBe(true);
    expect(isBfloat16(matrix)).toBe(false);
    expect([...widened(held).dataSync()]).toEqual([...matrix.dataSync()].map(rounded));
    expect(widened(matrix)).toBe(matrix);
    expect([...fromBfloat16(toBfloat16(matrix)).dataSync()]).toEqual([...widened(held).dataSync()]);
  });

  it.each(['out-in', 'in-out'] as const)('multiplies rounded factors, layout %s', (layout) => {
    const x = normal<tf.Rank.R2>([5, 12], 1);
    const weight = normal<tf.Rank.R2>(layout === 'out-in' ? [7, 12] : [12, 7], 2);
    const bias = normal<tf.Rank.R1>([7], 3);
    const options = { layout, frozen: true };
    const run = (weight: Matrix) => (x: tf.Tensor) => linear(x, weight, bias, [], options);
    const held = heldInBfloat16(weight);
    const exact = run(roundedTensor(weight));
    expectClose(run(held)(x), exact(roundedTensor(x)), eightBits);

    const dy = normal<tf.Rank.R2>([5, 7], 4);
    const dx = tf.grad(run(held))(x, dy);
    expectClose(dx, tf.grad(exact)(x, roundedTensor(dy)), eightBits);
  });

  it('adds up in float32', () => {
    const count = 5000; // bfloat16 sums of ones would stay at 256
    const ones = tf.ones<tf.Rank.R2>([1, count]);
    const [sum] = linear(ones, heldInBfloat16(ones), undefined, [], { frozen: true }).dataSync();
    expect(Math.abs((sum as number) - count) / count).toBeLessThan(eightBits);
  });

  it('convolves rounded pictures with rounded filters, and so their gradient', () => {
    const x = normal<tf.Rank.R4>([2, 6, 5, 8], 1);
    const filter = normal<tf.Rank.R4>([3, 3, 8, 4], 2);
    const dy = normal<tf.Rank.R4>([2, 3, 3, 4], 3);
    const of = (filter: tf.Tensor4D) =>
      tf.valueAndGrad((x: tf.Tensor4D) =>
        conv2d(x, filter, undefined, { stride: 2, padding: 1, frozen: true }),
      );
    const found = of(heldInBfloat16(filter))(x, dy);
    const expected = of(roundedTensor(filter));
    expectClose(found.value, expected(roundedTensor(x), dy).value, eightBits);
    expectClose(found.grad, expected(x, roundedTensor(dy)).grad, eightBits);
    expect([...found.value.dataSync()]).not.toEqual([...expected(x, dy).value.dataSync()]);
  });

  it('leaves the low-rank update in float32', () => {
    const weight = tf.zeros<tf.Rank.R2>([4, 6]);
    const [p, q] = [normal<tf.Rank.R2>([4, 2], 1), normal<tf.Rank.R2>([6, 2], 2)];
    const x = normal<tf.Rank.R2>([3, 6], 3);
    const run = (weight: Matrix) => (x: tf.Tensor, p: tf.Tensor, q: tf.Tensor) =>
      linear(x, weight, undefined, [{ p: p as Matrix, q: q as Matrix, scale: tf.scalar(0.5) }], {
        frozen: true,
      });
    const held = heldInBfloat16(weight);
    expectClose(run(held)(x, p, q), run(weight)(x, p, q), 1e-6);
    const dy = normal<tf.Rank.R2>([3, 4], 4);
    const gradients = (weight: Matrix) => tf.grads(run(weight))([x, p, q], dy);
    const exact = gradients(weight);
    gradients(held).forEach((gradient, i) => expectClose(gradient, exact[i]!, 1e-6));
  });

  it('gives an adapted layer’s output and gradients as PyTorch’s autocast, which rounds more', () => {
    const { inputs, gradients, scale } = autocast;
    const [weight, bias] = [
      heldInBfloat16(read<Matrix>(inputs.weight)),
      read<tf.Tensor1D>(inputs.bias),
    ];
    const run = (x: tf.Tensor, p: tf.Tensor, q: tf.Tensor) => {
      const update = { p: p as Matrix, q: q as Matrix, scale: tf.scalar(scale) };
      return linear(x, weight, bias, [update], { frozen: true });
    };
    const given = [read(inputs.x), read(inputs.p), read(inputs.q)] as const;
    expectClose(run(...given), read(autocast.y), eightBits);
    const own = tf.grads(run)([...given], read(autocast.dy));
    Object.values(gradients).forEach((expected, i) =>
      expectClose(own[i]!, read(expected), eightBits),
    );
  });
});

it('is refused on other backends', async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  expect(() => heldInBfloat16(tf.ones([1, 1]))).toThrow(/native TensorFlow backend/);
});
