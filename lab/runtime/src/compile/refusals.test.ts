import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import { describeNative, values } from './compile.test.support.ts';
import type { TensorTree } from './tree.ts';

const x = () => tf.tensor1d([1, 2, 3]);

/** Calls until something is thrown, as a user's loop would. */
function codeOf(f: (x: tf.Tensor) => TensorTree, calls = 4): unknown {
  const compiled = compile(f);
  try {
    for (let i = 0; i < calls; i++) compiled(x());
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
  return undefined;
}

describeNative('compile refuses, and says why', () => {
  it('a value read inside', () => {
    expect(codeOf((t) => tf.mul(t, t.dataSync()[0]!))).toBe('COMPILE_READ');
    expect(codeOf((t) => tf.mul(t, tf.square(t).dataSync()[0]!))).toBe('COMPILE_READ');
    const weight = x();
    expect(codeOf((t) => tf.mul(t, weight.dataSync()[0]!))).toBe('COMPILE_READ');
  });

  it('but not the value of a constant', () => {
    expect(codeOf((t) => tf.mul(t, tf.scalar(3).dataSync()[0]!))).toBeUndefined();
    expect(codeOf((t) => tf.gather(t, tf.tensor1d([2, 0], 'int32')))).toBeUndefined();
  });

  it('random numbers drawn in JavaScript', () => {
    expect(codeOf((t) => tf.add(t, tf.randomNormal([3])))).toBe('COMPILE_CHANGING');
    expect(codeOf((t) => tf.dropout(t, 0.5))).toBe('COMPILE_CHANGING');
  });

  it('random operations with a state', () => {
    expect(codeOf((t) => tf.multinomial(t as tf.Tensor1D, 2, 7))).toBe('COMPILE_RANDOM');
  });

  it('a number that changes outside', () => {
    let step = 0;
    expect(codeOf((t) => tf.mul(t, step++))).toBe('COMPILE_CHANGING');
  });

  it('operations that change', () => {
    let step = 0;
    expect(codeOf((t) => (step++ % 2 ? tf.neg(t) : tf.square(t)))).toBe('COMPILE_CHANGING');
  });

  it('a variable that is assigned to', () => {
    const variable = tf.variable(x());
    expect(codeOf((t) => (variable.assign(tf.add(variable, t)), tf.square(variable)))).toBe(
      'COMPILE_CHANGING',
    );
  });

  it('but not a cache that is filled at the first call', () => {
    let cached: tf.Tensor | undefined;
    expect(
      codeOf((t) => tf.add(t, (cached ??= tf.keep(tf.square(tf.scalar(3))))), 5),
    ).toBeUndefined();
  });

  it('shapes that depend on values', () => {
    const compiled = compile((t: tf.Tensor) => {
      const backend = tf.backend() as unknown as {
        executeSingleOutput(op: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
      };
      return backend.executeSingleOutput('Where', [{ name: 'T', type: 4, value: 1 }], [t]);
    });
    expect(() => compiled(x())).toThrow(/'Where'/);
  });

  it('what is not a tensor, by its path', () => {
    const compiled = compile((t: { a: TensorTree }) => t.a);
    expect(() => compiled({ a: 3 as never })).toThrow(/argument\.0\.a is a number/);
    const wrong = compile((t: tf.Tensor) => ({ ok: t, bad: null as never }));
    expect(() => wrong(x())).toThrow(/result\.bad is null/);
    const later = compile((t: tf.Tensor) => Promise.resolve(t));
    expect(() => later(x())).toThrow(/result is a Promise/);
  });

  it('a captured tensor that has been disposed of', () => {
    const weight = x();
    const compiled = compile((t: tf.Tensor) => tf.add(t, weight));
    for (let i = 0; i < 3; i++) compiled(x());
    weight.dispose();
    expect(() => compiled(x())).toThrow(expect.objectContaining({ code: 'COMPILE_DISPOSED' }));
  });

  it('an argument that has been disposed of, by its path', () => {
    const compiled = compile((t: { a: tf.Tensor }) => tf.neg(t.a));
    const a = x();
    a.dispose();
    expect(() => compiled({ a })).toThrow(/argument\.0\.a was disposed/);
  });

  it('and leaves the backend as it was', () => {
    expect(codeOf((t) => tf.mul(t, t.dataSync()[0]!))).toBe('COMPILE_READ');
    expect(Object.keys(tf.backend())).not.toContain('readSync');
    expect(values(tf.square(x()))).toEqual([1, 4, 9]);
  });
});
