import * as tf from '@tensorflow/tfjs-core';
import { expect, it, vi } from 'vitest';
import { compile } from './compile.ts';
import { describeNative, expectSame, values } from './compile.test.support.ts';

const vector = (...numbers: number[]) => tf.tensor1d(numbers);

describeNative('compile', () => {
  it('records the function twice and replays it', () => {
    const f = vi.fn((x: tf.Tensor) => tf.add(tf.mul(x, 2), 1));
    const compiled = compile(f);
    for (const number of [1, 2, 3, 4]) {
      expect(values(compiled(vector(number, -number)))).toEqual([2 * number + 1, 1 - 2 * number]);
    }
    expect(f).toHaveBeenCalledTimes(2);
  });

  it('keeps nested records and arrays, repeated and passed-through tensors', () => {
    const compiled = compile((inputs: { pair: tf.Tensor[]; scale: tf.Tensor }) => {
      const [first, second] = inputs.pair as [tf.Tensor, tf.Tensor];
      const sum = tf.mul(tf.add(first, second), inputs.scale);
      return { sums: [sum, tf.clone(sum)], same: first, constant: tf.scalar(7), deep: { sum } };
    });
    for (let i = 0; i < 4; i++) {
      const result = compiled({ pair: [vector(1, i), vector(2, i)], scale: tf.scalar(10) });
      expect(values(result.sums[0]!)).toEqual([30, 20 * i]);
      expect(values(result.sums[1]!)).toEqual([30, 20 * i]);
      expect(values(result.same)).toEqual([1, i]);
      expect(values(result.constant)).toEqual([7]);
      expect(values(result.deep.sum)).toEqual([30, 20 * i]);
      result.deep.sum.dispose();
      expect(values(result.sums[1]!)).toEqual([30, 20 * i]);
      expect(result.sums[0]!.isDisposed).toBe(true);
    }
  });

  it('leaves no tensor behind, and its inputs alive', () => {
    const weight = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const compiled = compile((x: tf.Tensor2D) => tf.relu(tf.matMul(tf.matMul(x, weight), weight)));
    const x = tf.tensor2d([1, 2], [1, 2]);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) compiled(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(values(x)).toEqual([1, 2]);
    expect(values(weight)).toEqual([1, 2, 3, 4]);
  });

  it('replays gradients', () => {
    const loss = (w: tf.Tensor, x: tf.Tensor): tf.Scalar =>
      tf.mean(tf.square(tf.tanh(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D))));
    const step = (w: tf.Tensor, x: tf.Tensor) => {
      const { value, grads } = tf.valueAndGrads((...a: tf.Tensor[]) => loss(a[0]!, a[1]!))([w, x]);
      return { value, gradients: grads };
    };
    const compiled = compile(step);
    for (let i = 0; i < 4; i++) {
      const [w, x] = [tf.randomNormal([3, 2]), tf.randomNormal([4, 3])];
      const [got, want] = [compiled(w, x), step(w, x)];
      expectSame(got.value, want.value);
      got.gradients.forEach((gradient, k) => expectSame(gradient, want.gradients[k]!));
    }
  });

  it('reads captured tensors as they are, uploaded or not, and an input that is also captured', () => {
    const weight = vector(1, 2);
    const compiled = compile((x: tf.Tensor) => tf.add(x, weight));
    for (const x of [weight, weight, weight, vector(10, 20)]) {
      expect(values(compiled(x))).toEqual(values(tf.add(x, weight)));
    }
  });

  it('may return a tensor that is not its own, which stays alive', () => {
    const weight = vector(1, 2);
    const compiled = compile((x: tf.Tensor) => ({ weight, x, sum: tf.add(x, weight) }));
    for (let i = 0; i < 4; i++) {
      const result = compiled(vector(1, 1));
      expect(values(result.weight)).toEqual([1, 2]);
      expect(values(result.sum)).toEqual([2, 3]);
      tf.dispose(result);
    }
    expect(values(weight)).toEqual([1, 2]);
  });

  it('tells apart inputs that were the same tensor at first', () => {
    const compiled = compile((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
    const one = vector(1);
    for (let i = 0; i < 3; i++) expect(values(compiled(one, one))).toEqual([0]);
    expect(values(compiled(vector(5), vector(2)))).toEqual([3]);
  });

  it('serves several shapes, each recorded once more, from one graph', () => {
    const f = vi.fn((x: tf.Tensor2D) => {
      const [rows, columns] = x.shape;
      const halves = tf.reshape(x, [rows, 2, columns / 2]);
      return tf.div(tf.sum(tf.transpose(halves, [1, 0, 2]), 2), columns);
    });
    const compiled = compile(f);
    const shapes: [number, number][] = [[2, 4], [2, 4], [2, 4], [3, 6], [3, 6], [5, 2], [5, 2], [2, 4], [3, 6]]; // prettier-ignore
    const sizes = new Set<string>();
    for (const shape of shapes) {
      sizes.add(String(shape));
      const x = tf.randomNormal<tf.Rank.R2>(shape);
      expectSame(compiled(x), f.getMockImplementation()!(x));
    }
    expect(f).toHaveBeenCalledTimes(sizes.size + 1);
  });

  it('gives the same bits in any order of shapes once the extremes are recorded', () => {
    const f = (x: tf.Tensor2D) => {
      const loss = (t: tf.Tensor) =>
        tf.mean(tf.softmax(tf.matMul(t as tf.Tensor2D, t as tf.Tensor2D, false, true)));
      const { value, grad } = tf.valueAndGrad(loss)(x);
      return { value, grad };
    };
    const inputs = new Map([4, 7, 9, 16].map((n) => [n, tf.randomNormal<tf.Rank.R2>([n, 8])]));
    const results = (order: number[]) => {
      const compiled = compile(f);
      for (const n of [4, 16]) compiled.record(inputs.get(n)!);
      const all = new Map(order.map((n) => [n, compiled(inputs.get(n)!)]));
      compiled.dispose();
      return [...inputs.keys()].flatMap((n) => [
        ...values(all.get(n)!.value),
        ...values(all.get(n)!.grad),
      ]);
    };
    expect(results([4, 7, 9, 16])).toEqual(results([9, 16, 9, 4, 7]));
  });

  it('works out other shapes than those recorded, where it may', () => {
    const f = vi.fn((x: tf.Tensor2D) => {
      const [rows, columns] = x.shape;
      const flat = tf.reshape(x, [rows * columns]);
      return tf.slice(tf.concat([flat, flat]), [columns], [rows * columns]);
    });
    const compiled = compile(f, { uniform: true });
    const inputOf = (rows: number, columns = rows) => tf.randomNormal<tf.Rank.R2>([rows, columns]);
    for (const [rows, columns] of [[1, 1], [1, 1], [2, 1], [1, 3], [2, 3], [3, 5]]) compiled.record(inputOf(rows!, columns)); // prettier-ignore
    f.mockClear();
    const plain = f.getMockImplementation()!;
    for (const [rows, columns] of [
      [2, 2],
      [9, 4],
      [30, 50],
      [1, 3],
    ]) {
      const x = inputOf(rows!, columns);
      expectSame(compiled(x), plain(x));
    }
    expect(f).not.toHaveBeenCalled();
  });

  it('keeps two types and two arrangements of inputs apart', () => {
    const compiled = compile((x: tf.Tensor) => tf.add(x, x));
    for (let i = 0; i < 3; i++) {
      expect(compiled(vector(1.5)).dtype).toBe('float32');
      expect(compiled(tf.tensor1d([1], 'int32')).dtype).toBe('int32');
    }
  });

  it('feeds large constants, and works again after dispose', () => {
    const large = Float32Array.from({ length: 20_000 }, (_, i) => i);
    const f = vi.fn((x: tf.Tensor) => tf.sum(tf.mul(tf.tensor1d(large), x)));
    const compiled = compile(f);
    const check = () => {
      for (let i = 0; i < 4; i++)
        expect(compiled(tf.scalar(2)).dataSync()[0]).toBeCloseTo(399_980_000, -3);
    };
    check();
    compiled.dispose();
    check();
    expect(f).toHaveBeenCalledTimes(4);
  });

  it('takes part in gradients and in other compiled functions as the function it was', () => {
    const square = compile((x: tf.Tensor) => tf.square(x));
    for (let i = 0; i < 4; i++) {
      expect(values(tf.grad((x) => square(x))(vector(3)))).toEqual([6]);
      expect(values(square(vector(3)))).toEqual([9]);
    }
    const outer = compile((x: tf.Tensor) => tf.add(square(x), 1));
    for (let i = 0; i < 4; i++) expect(values(outer(vector(i)))).toEqual([i * i + 1]);
  });

  it('draws the random numbers of stateless operations anew for each seed', () => {
    const mask = (seed: tf.Tensor) => {
      const backend = tf.backend() as unknown as {
        executeSingleOutput(op: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
      };
      const attributes = Object.entries({ dtype: 1, T: 3, Tseed: 3 }).map(([name, value]) => ({
        name,
        type: 4,
        value,
      }));
      return backend.executeSingleOutput('StatelessRandomUniform', attributes, [
        tf.tensor1d([8], 'int32'),
        seed,
      ]);
    };
    const compiled = compile(mask);
    for (let i = 0; i < 5; i++) {
      const seed = tf.tensor1d([i, 1], 'int32');
      expectSame(compiled(seed), mask(seed), 1e-9);
    }
  });
});
