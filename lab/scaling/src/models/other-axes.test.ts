import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkCoordinates } from '../coordinate-check/check.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { wholeLayers } from '../training/whole-layers.ts';
import { familyOf } from './families.ts';
import type { ModelFamily } from './width-model.ts';

const batchMlpFamily = familyOf('batch-mlp');
const deepResidualMlpFamily = familyOf('deep-residual-mlp');
const deepScaledMlpFamily = familyOf('deep-scaled-mlp');

beforeAll(() => startBackend());

/** The slope over depth of the output's change in a first Adam step on all blocks, small enough to be linear in the rate. */
function changeOfOutput(family: ModelFamily, rateExponent: number) {
  const modules = checkCoordinates(
    {
      family,
      optimiser: optimiserOf('adam'),
      learningRate: (depth) => 1e-5 * depth ** rateExponent,
      steps: [1],
      trainable: (model) => wholeLayers(model, model.targets),
    },
    [2, 4, 8, 16],
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  const find = (module: string, quantity: string) =>
    modules
      .find(({ name }) => name === module)
      ?.steps.find((each) => each.quantity === quantity && each.step === 1);
  return { change: find('out', 'change'), size: find('last', 'size') };
}

describe('a residual MLP of growing depth', () => {
  it('over √depth, keeps its size, and its change at rates ∝ depth^−1/2 and no others', () => {
    const { change, size } = changeOfOutput(deepScaledMlpFamily, -1 / 2);
    expect(size?.verdict).toBe('stable');
    expect(change?.slope).toBeCloseTo(0, 0.9);
    expect(changeOfOutput(deepScaledMlpFamily, 0).change?.slope).toBeCloseTo(1 / 2, 0.9);
  });

  it('added as it is, grows without bound: no power of the depth', () => {
    const { size } = changeOfOutput(deepResidualMlpFamily, -1 / 2);
    expect(['bends', 'exploding']).toContain(size?.verdict);
  });

  it('has the blocks it says', () => {
    const model = deepScaledMlpFamily.build(4, randomStream(0, 'model'));
    expect(model.targets).toEqual(['first', 'between.0', 'between.1', 'last']);
    tf.dispose([...model.tensors]);
  });
});

it('has as many samples as the batch counts', () => {
  const model = batchMlpFamily.build(5, randomStream(0, 'model'));
  const rows: number[] = [];
  model
    .loss((_, x) => {
      rows.push(x.shape[0] ?? 0);
      return x;
    })
    .dispose();
  expect(new Set(rows)).toEqual(new Set([5]));
  tf.dispose([...model.tensors]);
});
