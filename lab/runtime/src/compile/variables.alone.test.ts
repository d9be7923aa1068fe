import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import { describeNative, values } from './compile.test.support.ts';

describeNative('the memory of captured tensors', () => {
  it('holds them once, and is freed with the function when their owner has disposed of them', () => {
    // TensorFlow keeps the memory it frees for the next tensor of that size. The tensor is far larger than what the
    // collector frees meanwhile.
    const grows = (f: () => void) => {
      const before = process.memoryUsage.rss();
      f();
      return (process.memoryUsage.rss() - before) / 2 ** 20;
    };
    const large = () => tf.fill([256, 2 ** 18], 3); // 256 MiB
    const weight = large();
    const compiled = compile((x: tf.Tensor) => tf.add(x, tf.max(weight)));
    const run = () => expect(values(compiled(tf.tensor1d([1])))).toEqual([4]);
    expect(grows(() => [run(), run(), run()])).toBeLessThan(128);
    weight.dispose();
    expect(grows(large)).toBeGreaterThan(128);
    compiled.dispose();
    expect(grows(large)).toBeLessThan(128);
  });
});
