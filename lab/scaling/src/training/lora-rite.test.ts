import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ScalingError } from '../errors.ts';
import { normals } from '../models/random-matrices.ts';
import { adapterOf, distance } from './kit.test.support.ts';
import { initialOptimiserState, optimiserOf, scalarsOf } from './optimisers.ts';

beforeAll(() => startBackend());

const [outFeatures, inFeatures, r] = [7, 6, 3];
const sizes = { outFeatures, inFeatures, r };
const rite = optimiserOf('lora-rite');

const random = (rows: number, columns: number, name: string) =>
  normals(randomStream(2, name), [rows, columns]);

/** The result of `steps` steps of LoRA-RITE at rate 1 on a loss ⟨slope, B A⟩, from B and A. */
function trained(b: tf.Tensor2D, a: tf.Tensor2D, steps: number) {
  const adapter = adapterOf('lora', sizes);
  const slope = random(outFeatures, inFeatures, 'slope');
  let state = initialOptimiserState(rite, { 'layer.lora_A': a, 'layer.lora_B': b }, adapter);
  for (let t = 1; t <= steps; t++) {
    const [left, right] = ['layer.lora_B', 'layer.lora_A'].map(
      (name) => state.parameters[name] as tf.Tensor2D,
    ) as [tf.Tensor2D, tf.Tensor2D];
    const gradients = {
      'layer.lora_A': tf.matMul(left, slope, true),
      'layer.lora_B': tf.matMul(slope, right, false, true),
    };
    state = rite.step(state, gradients, adapter, scalarsOf(0.05, t));
  }
  const after = (name: string) => state.parameters[`layer.${name}`] as tf.Tensor2D;
  return { b: after('lora_B'), a: after('lora_A') };
}

const product = (left: tf.Tensor2D, right: tf.Tensor2D) => tf.matMul<tf.Tensor2D>(left, right);

describe('LoRA-RITE', () => {
  const [b, a] = [() => random(outFeatures, r, 'B'), () => random(r, inFeatures, 'A')];

  it('steps first by a whitened gradient: ΔBᵀΔB is out · rate² over A Aᵀ', () => {
    const { b: after } = trained(b(), a(), 1);
    const change = tf.sub<tf.Tensor2D>(after, b());
    const gram = tf.matMul<tf.Tensor2D>(change, change, true);
    const outer = tf.matMul<tf.Tensor2D>(a(), a(), false, true);
    const whole = tf.mul(tf.eye(r), outFeatures * 0.05 ** 2);
    // Similar matrices: the inverse of A Aᵀ up to damping.
    expect(distance(product(gram, outer), whole)).toBeLessThan(0.02);
  });

  it('keeps B A the same in other factors of it, over steps in which its basis turns', () => {
    const change = tf.tensor2d([2, 0.5, 0, 0.5, 1, 0.2, 0, 0.2, 3], [r, r]);
    const inverse = tf.tensor2d(
      [2.96, -1.5, 0.1, -1.5, 6, -0.4, 0.1, -0.4, 1.75].map((value) => value / 5.17),
      [r, r],
    );
    expect(distance(product(change, inverse), tf.eye(r))).toBeLessThan(1e-6);
    const one = trained(b(), a(), 4);
    const other = trained(product(b(), change), product(inverse, a()), 4);
    const moved = tf.sub(product(one.b, one.a), product(b(), a()));
    const apart = tf.sub(product(other.b, other.a), product(b(), a()));
    expect(distance(apart, moved)).toBeLessThan(0.02);
  });

  it('leaves A where it is while B is 0, as at LoRA’s start', () => {
    const { a: after, b: moved } = trained(tf.zeros([outFeatures, r]), a(), 1);
    expect(distance(after, a())).toBe(0);
    expect(Number.isFinite(tf.sum(moved).dataSync()[0])).toBe(true);
  });

  it('needs an adapter whose sides are one matrix each', () => {
    const { parameters } = adapterOf('symlora', sizes);
    const start = () => initialOptimiserState(rite, parameters, adapterOf('symlora', sizes));
    expect(start).toThrow(ScalingError);
    expect(() => initialOptimiserState(rite, parameters, { groups: {} })).toThrow(/no adapter/);
  });
});
