import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ScalingError } from '../errors.ts';
import { normals } from '../models/random-matrices.ts';
import { adapterOf, distance } from './kit.test.support.ts';
import { inverse } from './matrix-powers.ts';
import { initialOptimiserState, optimiserOf, scalarsOf } from './optimisers.ts';
import { scaledGradients } from './scaled-gradients.ts';

beforeAll(() => startBackend());

const [outFeatures, inFeatures, r] = [6, 5, 3];
const sizes = { outFeatures, inFeatures, r };

const random = (shape: number[], name: string) =>
  normals(randomStream(1, name), shape as [number, number]);

/** The change of B A in a step at rate 0.1, for a gradient of the weight. */
function step(by: string, b: tf.Tensor2D, a: tf.Tensor2D, slope: tf.Tensor2D): tf.Tensor2D {
  const adapter = adapterOf('lora', sizes);
  const parameters = { 'layer.lora_A': a, 'layer.lora_B': b };
  const gradients = {
    'layer.lora_A': tf.matMul(b, slope, true),
    'layer.lora_B': tf.matMul(slope, a, false, true),
  };
  const optimiser = optimiserOf(by);
  const before = initialOptimiserState(optimiser, parameters, adapter);
  const { parameters: after } = optimiser.step(before, gradients, adapter, scalarsOf(0.1, 1));
  const update = (values: typeof after) =>
    tf.matMul(values['layer.lora_B'] as tf.Tensor2D, values['layer.lora_A'] as tf.Tensor2D);
  return tf.sub(update(after), update(parameters));
}

describe('scaled gradient descent and LoRA-RITE', () => {
  it('move LoRA’s update alike from every pair of factors with the same product', () => {
    const [b, a] = [random([outFeatures, r], 'B'), random([r, inFeatures], 'A')];
    const slope = random([outFeatures, inFeatures], 'slope');
    const mixing = random([r, r], 'change');
    const change = tf.add(tf.mul(tf.matMul(mixing, mixing, true), 0.3), tf.eye(r)) as tf.Tensor2D;
    const [mixed, unmixed] = [tf.matMul(b, change), tf.matMul(inverse(change), a)];
    const apart = (by: string) =>
      distance(
        step(by, mixed as tf.Tensor2D, unmixed as tf.Tensor2D, slope),
        step(by, b, a, slope),
      );
    expect(apart('scaled-gd')).toBeLessThan(0.01); // the error left by damping
    expect(apart('lora-rite')).toBeLessThan(0.01);
    for (const by of ['gd', 'adam']) expect(apart(by)).toBeGreaterThan(0.2);
  });
});

describe('scaled gradients', () => {
  it('divide a column of SingLoRA’s gradient by the factor’s squared norm at rank 1', () => {
    const adapter = adapterOf('singlora', sizes);
    const a = tf.tensor2d([3, 0, 0, 0, 4, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0], [6, 3]); // orthogonal columns
    const gradient = tf.ones<tf.Rank.R2>([6, 3]);
    const scaled = scaledGradients({ 'layer.A': gradient }, { 'layer.A': a }, adapter.layers);
    const damping = (1e-4 * (9 + 16 + 144)) / 3;
    const row = [9, 16, 144].map((square) => 1 / (square + damping));
    const values = [...(scaled['layer.A']?.dataSync() ?? [])];
    values.forEach((value, i) => expect(value).toBeCloseTo(row[i % 3] as number, 5));
  });

  it('leave a gradient of zero beside a factor of zero as it is: LoRA’s first step', () => {
    const adapter = adapterOf('lora', sizes);
    const gradients = {
      'layer.lora_A': tf.zeros([r, inFeatures]),
      'layer.lora_B': tf.ones([outFeatures, r]),
    };
    const scaled = scaledGradients(gradients, adapter.parameters, adapter.layers);
    expect([...(scaled['layer.lora_A']?.dataSync() ?? [])].every((value) => value === 0)).toBe(
      true,
    );
    expect(Number.isFinite(tf.sum(scaled['layer.lora_B'] as tf.Tensor).dataSync()[0])).toBe(true);
  });

  it('are refused without an adapter, and where a side is a product', () => {
    expect(() => scaledGradients({}, {}, undefined)).toThrow(ScalingError);
    const { parameters, layers } = adapterOf('symlora', sizes);
    expect(() => scaledGradients(parameters, parameters, layers)).toThrow(/P = lambda·Q/);
  });
});
