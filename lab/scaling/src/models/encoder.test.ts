import { frozen } from '@singlora/core';
import { randomStream, startBackend } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { familyOf } from './families.ts';
import type { ModelFamily } from './width-model.ts';

const encoderFamily = familyOf('encoder');
const encoderMupFamily = familyOf('encoder-mup');

beforeAll(() => startBackend());

const build = (family: ModelFamily, width: number) => family.build(width, randomStream(0, 'model'));

/** The loss of the frozen model, and that of one whose readout gives 0. */
function lossesOf(family: ModelFamily, width: number): number[] {
  const model = build(family, width);
  const apply = frozen(model.slots);
  const losses = [
    model.loss(apply),
    model.loss((name, x) => (name === 'classifier' ? tf.zeros([16, 1]) : apply(name, x))),
  ].map((loss) => loss.dataSync()[0] as number);
  tf.dispose([...model.tensors]);
  return losses;
}

it('wants scores of variance 1 at every width', () => {
  for (const width of [32, 128]) expect(lossesOf(encoderFamily, width)[1]).toBeCloseTo(0.5, 4);
});

it('has one task under both readouts, which agree at width 64', () => {
  expect(lossesOf(encoderMupFamily, 64)).toEqual(lossesOf(encoderFamily, 64));
  const [standard, mup] = [encoderFamily, encoderMupFamily].map((family) => {
    const model = build(family, 256);
    const { weight } = model.slots.find(({ name }) => name === 'classifier')!;
    const size = tf.norm(weight).dataSync()[0] as number;
    tf.dispose([...model.tensors]);
    return size;
  });
  expect(standard! / mup!).toBeCloseTo(2, 5);
});
