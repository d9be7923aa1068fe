import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { compileOver } from './compile.ts';
import { describeNative, values } from './compile.test.support.ts';

interface Layer {
  readonly weight: tf.Tensor1D;
  readonly bias: tf.Tensor1D;
}

const layer = (...numbers: number[]): Layer => ({
  weight: tf.tensor1d(numbers),
  bias: tf.tensor1d(numbers.map((number) => 10 * number)),
});
const tensorsOf = ({ weight, bias }: Layer) => [weight, bias];

describeNative('compileOver', () => {
  it('records with the first two subjects and replays with any', () => {
    const f = vi.fn(({ weight, bias }: Layer, x: tf.Tensor) => tf.add(tf.mul(weight, x), bias));
    const compiled = compileOver(f, tensorsOf);
    for (const number of [1, 2, 3, 4]) {
      const y = compiled(layer(number, -number), tf.tensor1d([2, 3]));
      expect(values(y)).toEqual([12 * number, -13 * number]);
    }
    expect(f).toHaveBeenCalledTimes(2);
  });

  it('takes a subject’s tensor as an input, too, and gradients in its tensors', () => {
    const slope = ({ weight, bias }: Layer, x: tf.Tensor) =>
      tf.grad((at: tf.Tensor) => tf.sum(tf.mul(tf.square(at), tf.mul(weight, bias))))(x);
    const compiled = compileOver(slope, tensorsOf);
    for (const number of [1, 2, 3]) {
      const own = layer(number);
      expect(values(compiled(own, own.weight))).toEqual([20 * number ** 3]);
    }
  });

  it('does not need the subject that it was recorded with any longer, and leaves no tensor behind', () => {
    const compiled = compileOver(({ weight }: Layer, x: tf.Tensor) => tf.mul(weight, x), tensorsOf);
    const x = tf.scalar(2);
    const call = (number: number) => {
      const own = layer(number);
      const y = compiled(own, x);
      tf.dispose([own.weight, own.bias]);
      expect(values(y)).toEqual([2 * number]);
      y.dispose();
    };
    const before = tf.memory().numTensors;
    [1, 2, 3].forEach(call);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a function whose operations depend on the subject', () => {
    const compiled = compileOver(
      (own: Layer & { readonly negative: boolean }, x: tf.Tensor) =>
        own.negative ? tf.neg(x) : tf.mul(own.weight, x),
      tensorsOf,
    );
    const call = (negative: boolean) => compiled({ ...layer(1), negative }, tf.scalar(2));
    call(false);
    call(true);
    expect(() => call(false)).toThrow(expect.objectContaining({ code: 'COMPILE_CHANGING' }));
  });
});
