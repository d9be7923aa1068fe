import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { optimiserOf } from '../training/optimisers.ts';
import { familyOf } from './families.ts';

const residualMlpMupFamily = familyOf('residual-mlp-mup');
const residualMlpSpFamily = familyOf('residual-mlp-sp');

beforeAll(() => startBackend());

const width = 256;

const deviation = (weight: tf.Tensor): number =>
  Math.sqrt(tf.mean(tf.square(weight)).dataSync()[0] as number);

describe.each([
  { family: residualMlpSpFamily, readout: 1 / Math.sqrt(width) },
  { family: residualMlpMupFamily, readout: 1 / width },
])('$family.name', ({ family, readout }) => {
  it('starts with the deviations it states, and adapts its square blocks', () => {
    const model = family.build(width, randomStream(3, 'model'));
    const deviations = Object.fromEntries(
      model.slots.map(({ name, weight }) => [name, deviation(weight)]),
    );
    expect(deviations['in']! * Math.sqrt(8)).toBeCloseTo(1, 1);
    expect(deviations['blocks.0']! * Math.sqrt(width)).toBeCloseTo(1, 1);
    expect(deviations['blocks.1']! * Math.sqrt(width)).toBeCloseTo(1, 1);
    expect(deviations['out']! / readout).toBeCloseTo(1, 0);
    expect(model.targets).toEqual(['blocks.0', 'blocks.1']);
    tf.dispose([...model.tensors]);
  });
});

it("has μP's rates by kind of optimiser, and the standard parametrisation's one", () => {
  const rates = (family: typeof residualMlpMupFamily, optimiser: string) =>
    ['in', 'blocks.1', 'out'].map((name) =>
      family.rateScale?.({ name }, 64, optimiserOf(optimiser)),
    );
  expect(rates(residualMlpMupFamily, 'gd')).toEqual([64, 1, 1 / 64]);
  expect(rates(residualMlpMupFamily, 'momentum')).toEqual([64, 1, 1 / 64]);
  expect(rates(residualMlpMupFamily, 'adam')).toEqual([1, 1 / 64, 1 / 64]);
  expect(residualMlpSpFamily.rateScale).toBeUndefined();
});
