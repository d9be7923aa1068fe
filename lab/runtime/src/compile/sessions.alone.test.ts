import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { compile } from './compile.ts';
import { describeNative, values } from './compile.test.support.ts';
import { nativeBackend } from './native.ts';

const loadedGraphs = () =>
  (nativeBackend()!.binding as unknown as { getNumOfSavedModels(): number }).getNumOfSavedModels();

describeNative('loaded graphs', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('need a folder for temporary files', () => {
    vi.stubEnv('TMPDIR', '/nonexistent');
    const compiled = compile((x: tf.Tensor) => tf.tan(x));
    const run = () => Array.from({ length: 3 }, () => compiled(tf.scalar(0)));
    expect(run).toThrow(/^Nothing can be written to \/nonexistent .*Set TMPDIR/);
  });

  it('are shared by functions that do the same', () => {
    const before = loadedGraphs();
    for (const weight of [tf.scalar(2), tf.scalar(3)]) {
      const compiled = compile((x: tf.Tensor) => tf.cos(tf.mul(x, weight)));
      for (let i = 0; i < 3; i++) expect(values(compiled(tf.scalar(0)))).toEqual([1]);
    }
    expect(loadedGraphs()).toBe(before + 1);
  });

  it('are few; one that had to go comes back when it is needed', () => {
    const functions = Array.from({ length: 30 }, (_, i) =>
      compile((x: tf.Tensor) => tf.add(tf.mul(x, i + 2), 1)),
    );
    for (let round = 0; round < 3; round++) {
      functions.forEach((f, i) => expect(values(f(tf.scalar(3)))).toEqual([3 * (i + 2) + 1]));
      expect(loadedGraphs()).toBe(12);
    }
  });
});
