import type { Slot } from '@singlora/core';
import { crossEntropy, relu } from '@singlora/core/kernels';
import { randomStream, type RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { mupRateScale, mupReadout } from './mup.ts';
import { integers } from './random-bert.ts';
import { linearSlot, normals } from './random-matrices.ts';
import type { ModelFamily } from './width-model.ts';

/** The input side of a network: its first two layers, and its batch with as many classes as the network has outputs. */
interface Reader {
  readonly name: string;
  readonly outputs: number;
  readonly convolutional?: true;
  readonly layers: (width: number, random: RandomStream) => readonly [first: Slot, second: Slot];
  /** The same at every width and seed. */
  readonly batch: (data: RandomStream) => tf.Tensor;
  /** The second layer's output as rows `[samples, n]` for the readout. */
  readonly rows: (h: tf.Tensor) => tf.Tensor;
}

const samples = 64;
const vocabulary = 64;

/** A table of 64 tokens, a layer and a readout of 64 outputs; both counts are the same at every width. */
const tokens: Reader = {
  name: 'token-network',
  outputs: vocabulary,
  layers: (width, random) => [
    {
      name: 'in',
      kind: 'embedding',
      inFeatures: vocabulary,
      outFeatures: width,
      weight: normals(random, [vocabulary, width]),
    },
    linearSlot(random, 'hidden', [width, width]),
  ],
  batch: () => tf.range(0, samples, 1, 'int32'),
  rows: (h) => h,
};

const [pictures, side, channels, kernel] = [16, 8, 3, [3, 3]] as const;

function convolution(
  name: string,
  [inputs, filters]: readonly [inputs: number, filters: number],
  random: RandomStream,
): Slot {
  const inFeatures = inputs * kernel[0] * kernel[1];
  const matrix = normals(random, [inFeatures, filters], 1 / Math.sqrt(inFeatures));
  const weight = tf.reshape(matrix, [...kernel, inputs, filters]);
  matrix.dispose();
  const moves = { padding: 'same' } as const;
  return { name, kind: 'convolution', inFeatures, outFeatures: filters, kernel, weight, moves };
}

/** Two 3 × 3 convolutions with n channels on 8 × 8 pictures, global average pooling, and a readout of 10 classes. */
const cnn: Reader = {
  name: 'cnn',
  outputs: 10,
  convolutional: true,
  layers: (width, random) => [
    convolution('in', [channels, width], random),
    convolution('hidden', [width, width], random),
  ],
  batch: (data) =>
    tf.tidy(() =>
      tf.reshape(normals(data, [pictures, side * side * channels]), [
        ...[pictures, side, side, channels],
      ]),
    ),
  rows: (h) => tf.mean(h, [1, 2]),
};

/**
 * out(rows(relu(hidden(relu(in x))))) with random labels. Weights start as N(0, 1/fan-in), except
 * the readout's, whose standard deviation is n^readout.
 */
const network = (
  { name, outputs, convolutional, layers, batch, rows }: Reader,
  suffix: string,
  readout: number,
  own: Partial<ModelFamily> = {},
): ModelFamily => ({
  name: `${name}-${suffix}`,
  signal: { kind: 'readout', exponent: readout },
  widest: 1024,
  ...(convolutional && { convolutional }),
  ...own,
  build(width, random) {
    const inner = layers(width, random);
    const out = linearSlot(random, 'out', [outputs, width], width ** readout);
    const data = randomStream(0, name, 'batch');
    const x = batch(data);
    const [count = 0] = x.shape;
    const labels = integers<tf.Rank.R1>(data, [count], outputs);
    const equal = tf.ones<tf.Rank.R1>([count]);
    return {
      slots: [...inner, out],
      targets: ['hidden'],
      loss: (apply) =>
        tf.tidy(() => {
          const h = relu(apply('hidden', relu(apply('in', x))));
          return crossEntropy(apply('out', rows(h)) as tf.Tensor2D, labels, equal);
        }),
      tensors: [x, labels, equal, ...[...inner, out].map((slot) => slot.weight)],
    };
  },
});

/** The small networks in the standard parametrisation and in μP (Yang et al., arXiv 2203.03466, table 3). */
export const smallNetworkFamilies: readonly ModelFamily[] = [tokens, cnn].flatMap((reader) => [
  network(reader, 'sp', -1 / 2),
  network(reader, 'mup', -1, {
    rateScale: mupRateScale({ input: 'in', output: 'out' }),
    expectations: [mupReadout('out')],
  }),
]);
