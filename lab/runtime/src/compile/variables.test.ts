import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { compile } from './compile.ts';
import { describeNative, values } from './compile.test.support.ts';
import { dataTypes } from './constant.ts';
import { attributeTypes, nativeBackend, tfjsTensor, type NativeTensor } from './native.ts';

const vector = (...numbers: number[]) => tf.tensor1d(numbers);

/** How many tensors each run of a graph is given while `f` runs. */
function feedsOf(f: () => void): number[] {
  const backend = nativeBackend()!;
  const { binding } = backend;
  const given: number[] = [];
  const runSavedModel: typeof binding.runSavedModel = (session, ids, ...names) => {
    given.push(ids.length);
    return binding.runSavedModel(session, ids, ...names);
  };
  backend.binding = Object.create(binding, { runSavedModel: { value: runSavedModel } }) as never;
  try {
    f();
  } finally {
    backend.binding = binding;
  }
  return given;
}

/** Casts eagerly; tfjs has no bfloat16. */
function cast(x: tf.Tensor, to: number): tf.Tensor {
  const backend = nativeBackend()!;
  const ids = backend.getInputTensorIds([x]);
  const attributes = Object.entries({
    SrcT: backend.tensorMap.get(x.dataId).dtype,
    DstT: to,
  }).map(([name, value]) => ({ name, type: attributeTypes.type, value }));
  return tfjsTensor(
    backend,
    backend.binding.executeOp('Cast', attributes, ids, 1)[0] as NativeTensor,
  );
}

describeNative('captured tensors', () => {
  it('are given to the graph once', () => {
    const [weight, bias] = [vector(2, 3), vector(10, 20)];
    const given = feedsOf(() => {
      const compiled = compile((x: tf.Tensor) => tf.atan2(tf.mul(x, weight), bias));
      for (let i = 0; i < 4; i++) compiled(vector(i, i));
      compiled.dispose();
    });
    expect(given).toEqual([2, 1, 1, 1, 1, 0]);
  });

  it('are their own for each of the functions that share a graph', () => {
    const functions = [vector(2), vector(3), vector(5)].map((weight) =>
      compile((x: tf.Tensor) => tf.atanh(tf.div(tf.mul(x, weight), 100))),
    );
    for (let round = 0; round < 4; round++) {
      if (round === 2) functions[0]?.dispose();
      functions.forEach((compiled, i) => {
        const expected = Math.atanh(([2, 3, 5][i]! * 7) / 100);
        expect(values(compiled(vector(7)))[0]).toBeCloseTo(expected, 6);
      });
    }
  });

  it('stay what they are when a graph comes to serve more shapes, and when one is unloaded', () => {
    const functions = Array.from({ length: 14 }, (_, i) => {
      const weight = vector(i + 1);
      return compile((x: tf.Tensor) => tf.add(tf.mul(tf.reshape(x, [-1]), weight), 100 + i));
    });
    for (const length of [1, 1, 2, 2, 3, 1]) {
      functions.forEach((compiled, i) => {
        const expected = Array<number>(length).fill(3 * (i + 1) + 100 + i);
        expect(values(compiled(tf.fill([length, 1], 3)))).toEqual(expected);
      });
    }
  });

  it('are freed when a call finds that one is gone', () => {
    const weight = vector(2);
    const given = feedsOf(() => {
      const compiled = compile((x: tf.Tensor) => tf.asinh(tf.sub(x, weight)));
      for (let i = 0; i < 2; i++) compiled(vector(i));
      weight.dispose();
      const gone = expect.objectContaining({ code: 'COMPILE_DISPOSED' }) as Error;
      expect(() => compiled(vector(1))).toThrow(gone);
    });
    expect(given).toEqual([1, 1, 1, 0]);
  });

  it('may be bfloat16, and so may inputs and results', () => {
    const weight = cast(vector(1.5, 257), dataTypes.bfloat16); // 257 takes nine bits: 256
    const compiled = compile((x: tf.Tensor) => ({
      passed: x,
      weight,
      product: tf.mul(cast(weight, dataTypes.float32), cast(x, dataTypes.float32)),
    }));
    for (let i = 1; i < 5; i++) {
      const { product, ...narrow } = compiled(cast(vector(i, 2 * i), dataTypes.bfloat16));
      expect(values(product)).toEqual([1.5 * i, 512 * i]);
      expect(values(cast(narrow.weight, dataTypes.float32))).toEqual([1.5, 256]);
      expect(values(cast(narrow.passed, dataTypes.float32))).toEqual([i, 2 * i]);
    }
  });
});
