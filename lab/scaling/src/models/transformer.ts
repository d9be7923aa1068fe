import type { ApplySlot } from '@singlora/core';
import { crossEntropy } from '@singlora/core/kernels';
import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { mupReadout, mupRateScale } from './mup.ts';
import { integers, randomBert, randomTokens, usualHeadSize } from './random-bert.ts';
import type { ModelFamily } from './width-model.ts';

const labels = 2;
const sequences = 8;

interface Transformer extends Omit<ModelFamily, 'build' | 'signal' | 'widest'> {
  /** The readout's weights have entries n^readout. */
  readonly readout: number;
  /** Absent: N(0, 1/n). */
  readonly readoutStd?: (width: number) => number;
  readonly headSize?: (width: number) => number;
}

/**
 * A {@link randomBert}. The batch has random tokens with random labels, the same at every width and seed. A head's scores are
 * divided by √d for a head size d of 16, and by d for head sizes that grow: the queries are multiplied by √(16/d).
 */
const transformer = ({
  readout,
  readoutStd,
  headSize = () => usualHeadSize,
  ...family
}: Transformer): ModelFamily => ({
  ...family,
  signal: { kind: 'readout', exponent: readout },
  widest: 1024,
  build(width, random) {
    const head = headSize(width);
    const std = readoutStd && { readoutStd: readoutStd(width) };
    const shape = { width, outputs: labels, headSize: head, ...std };
    const { model, targets } = randomBert(shape, random);
    const data = randomStream(0, 'transformer batch');
    const batch = randomTokens(data, sequences);
    const expected = integers<tf.Rank.R1>(data, [sequences], labels);
    const equal = tf.ones<tf.Rank.R1>([sequences]);
    const scale = Math.sqrt(usualHeadSize / head);
    const scaled =
      (apply: ApplySlot): ApplySlot =>
      (name, x) =>
        scale !== 1 && name.endsWith('.query') ? tf.mul(apply(name, x), scale) : apply(name, x);
    return {
      slots: model.slots,
      targets,
      loss: (apply) =>
        tf.tidy(() => crossEntropy(model.logits(batch, { apply: scaled(apply) }), expected, equal)),
      tensors: [...Object.values(model.weights), ...Object.values(batch), expected, equal],
    };
  },
});

/** The width at which the parametrisations coincide. */
const baseWidth = 64;

export const transformerFamilies: readonly ModelFamily[] = [
  /** The standard one: more heads at larger widths. */
  transformer({ name: 'transformer', readout: -1 / 2 }),
  /** μP (Yang et al., arXiv 2203.03466, table 3 and definition 4.1): 4 heads of size d = n/4, with scores divided by d. */
  transformer({
    name: 'transformer-mup',
    readout: -1,
    readoutStd: (width) => Math.sqrt(baseWidth) / width,
    headSize: (width) => (width * usualHeadSize) / baseWidth,
    rateScale: mupRateScale({ output: 'classifier' }),
    expectations: [mupReadout('classifier')],
  }),
];
