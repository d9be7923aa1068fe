import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { attention } from './attention.ts';
import { available, expectClose, normal } from './each-backend.test.support.ts';
import { fusedOp, fusedOps } from './fused.ts';
import { geluTanh } from './gelu-tanh.ts';
import { geglu } from './geglu.ts';
import { gelu } from './gelu.ts';
import { groupNorm } from './group-norm.ts';
import { layerNorm } from './layer-norm.ts';
import { linear } from './linear.ts';
import { quickGelu } from './quick-gelu.ts';
import { rmsNorm } from './rms-norm.ts';
import { silu } from './silu.ts';
import { swiglu } from './swiglu.ts';

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Value and gradients are those of the composed form, at any size: vectors that are filled, and what is left over. */
function expectSameComposed(operation: Operation, inputs: tf.Tensor[]): void {
  const run = (fused: '0' | '1'): tf.Tensor[] => {
    vi.stubEnv('SINGLORA_FUSED', fused);
    const value = operation(...inputs);
    const dy = normal(value.shape as [number], 99);
    return [value, ...tf.grads(operation)(inputs, dy)];
  };
  tf.tidy(() => {
    const [composed, own] = [run('0'), run('1')];
    own.forEach((tensor, i) => expectClose(tensor, composed[i] as tf.Tensor, 1e-5));
  });
  vi.unstubAllEnvs();
}

const size = (most: number) => fc.integer({ min: 1, max: most });
const options = { numRuns: 15 };

describe.skipIf(!available.get('tensorflow'))('operations of this package', () => {
  beforeAll(() => tf.setBackend('tensorflow'));

  it('are in the addon that the set-up builds', () => {
    const y = fusedOp('Gelu', {}, [tf.tensor1d([0, 1])]);
    expectClose(y as tf.Tensor, tf.tensor1d([0, 0.8413447]), 1e-6);
  });

  it('refuse inputs that do not fit each other', () => {
    const x = tf.zeros([2, 3]);
    expect(() => fusedOp('GeluGrad', {}, [x, tf.zeros([5])])).toThrow(/differ in size/);
    const attributes = { epsilon: { float: 0 }, centred: true };
    const absent = tf.tensor1d([]);
    const inputs = [x, absent, tf.zeros([4]), absent];
    expect(() => fusedOps('Normalise', attributes, inputs, 3)).toThrow(/do not fit/);
    const grouped = { groups: 2, epsilon: { float: 0 }, activated: false };
    const ofGroups = [x, tf.zeros([3]), tf.zeros([3])];
    expect(() => fusedOps('GroupNorm', grouped, ofGroups, 3)).toThrow(/do not fit/);
    expect(() => fusedOp('GeluHalves', {}, [x])).toThrow(/do not fit/);
    const layout = { T: { type: 'float32' }, transpose_a: false, transpose_b: false } as const;
    const thin = (b: tf.Tensor, plus: tf.Tensor) => fusedOp('ThinProduct', layout, [x, b, plus]);
    expect(() => thin(tf.zeros([2, 1]), absent)).toThrow(/do not fit/);
    expect(() => thin(tf.zeros([3, 1]), tf.zeros([3, 1]))).toThrow(/do not fit/);
    expect(() => thin(tf.zeros([3]), absent)).toThrow(/matrices/);
  });

  it.each(Object.entries({ gelu, geluTanh, quickGelu, silu }))('%s', (_name, activation) => {
    fc.assert(
      fc.property(size(90), (count) =>
        expectSameComposed(activation, [tf.mul(normal([count], count), 3)]),
      ),
      options,
    );
  });

  it('a linear layer with a low-rank update', () => {
    const sizes = fc.record({ rows: size(70), into: size(70), out: size(70), rank: size(40) });
    const property = fc.property(sizes, ({ rows, into, out, rank }) => {
      const weight = normal<tf.Rank.R2>([out, into], 1);
      const scale = tf.scalar(0.5);
      const run = (x: tf.Tensor, p: tf.Tensor, q: tf.Tensor): tf.Tensor =>
        linear(x, weight, undefined, [{ p: p as tf.Tensor2D, q: q as tf.Tensor2D, scale }]);
      expectSameComposed(run as Operation, [
        normal([rows, into], 2),
        normal([out, rank], 3),
        normal([into, rank], 4),
      ]);
    });
    fc.assert(property, options);
  });

  it('swiglu, of more numbers than one part holds', () => {
    const operation = swiglu as Operation;
    for (const count of [33, 70_000]) {
      expectSameComposed(operation, [normal([count], 1), normal([count], 2)]);
    }
  });

  it('geglu', () => {
    const property = fc.property(size(40), size(40), (rows, dim) =>
      expectSameComposed(geglu, [normal([rows, 2 * dim], 1)]),
    );
    fc.assert(property, options);
  });

  it('group normalisation, of places that fill several parts too', () => {
    const sizes = fc.record({
      batch: size(3),
      side: size(6),
      groups: size(5),
      ofGroup: size(20),
      activated: fc.boolean(),
    });
    const expectSame = (shape: [number, number, number, number], groups: number, on: boolean) => {
      const channels = shape[3];
      const norm = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor =>
        groupNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, {
          groups,
          epsilon: 1e-3,
          ...(on && { activation: 'silu' }),
        });
      const inputs = [normal(shape, 1), normal([channels], 2), normal([channels], 3)];
      expectSameComposed(norm as Operation, inputs);
    };
    const property = fc.property(sizes, ({ batch, side, groups, ofGroup, activated }) =>
      expectSame([batch, side, side, groups * ofGroup], groups, activated),
    );
    fc.assert(property, options);
    expectSame([2, 40, 41, 70], 5, true);
  });

  it('normalisation', () => {
    const property = fc.property(size(70), size(40), (rows, dim) => {
      const [x, gamma, beta] = [normal([rows, dim], 1), normal([dim], 2), normal([dim], 3)];
      const norm = (residual?: tf.Tensor) => (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
        layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-3, residual);
      expectSameComposed(norm() as Operation, [x, gamma, beta]);
      expectSameComposed(norm(normal([rows, dim], 4)) as Operation, [x, gamma, beta]);
      expectSameComposed(((x, gamma) => rmsNorm(x, gamma as tf.Tensor1D, 1e-3)) as Operation, [
        x,
        gamma,
      ]);
    });
    fc.assert(property, options);
  });

  it('attention', () => {
    const sizes = fc.record({
      batch: size(3),
      kvHeads: size(3),
      group: size(2),
      queries: size(70),
      keys: size(70),
      headDim: fc.constantFrom(1, 3, 4, 8, 16, 24, 32, 40),
      drops: fc.boolean(),
    });
    const property = fc.property(sizes, ({ batch, kvHeads, group, queries, keys, ...rest }) => {
      const heads = kvHeads * group;
      const { headDim, drops } = rest;
      const rows = (count: number, heads: number, seed: number) =>
        normal([batch * count, heads * headDim], seed);
      const masks = [
        normal([batch, 1, 1, keys], 4),
        normal([queries, keys], 5),
        normal([batch, heads, queries, keys], 6),
        normal([1, heads, 1, keys], 7),
        undefined,
      ];
      const factors = tf.cast(tf.greater(normal([batch, heads, queries, keys], 6), 0), 'float32');
      for (const mask of masks) {
        const dropout = drops ? (p: tf.Tensor): tf.Tensor => tf.mul(p, factors) : undefined;
        const given = { batch, heads, kvHeads, mask, dropout };
        const run = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor =>
          attention(q as tf.Tensor2D, k as tf.Tensor2D, v as tf.Tensor2D, given);
        expectSameComposed(run as Operation, [
          rows(queries, heads, 1),
          rows(keys, kvHeads, 2),
          rows(keys, kvHeads, 3),
        ]);
      }
    });
    fc.assert(property, options);
  });
});
