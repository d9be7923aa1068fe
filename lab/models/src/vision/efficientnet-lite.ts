import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/core/kernels';
import type { Blueprint } from '../blueprint.ts';
import { readCheckpoint, type CheckpointOptions, type WeightSource } from '../checkpoint.ts';
import { buildModel, type Model } from '../model.ts';
import { foldBatchNorm } from './batch-norm.ts';
import {
  unitsInOrder,
  lite0,
  unitsOf,
  type InvertedResidual,
  type EfficientNetSizes,
  type ConvolutionUnit,
  type Units,
} from './efficientnet-blocks.ts';
import type { ImageEncoderNetwork } from './image-encoder.ts';

/** The epsilon of the batch normalisations. */
const epsilon = 1e-3;

/** The network with folded weights. */
function network(
  sizes: EfficientNetSizes,
  { stem, blocks, head }: Units,
  weights: NamedTensors,
): ImageEncoderNetwork {
  const run = (
    { convolution: { name, tensors }, stride }: ConvolutionUnit,
    x: tf.Tensor4D,
  ): tf.Tensor4D => {
    const filter = weights[`${name}.weight`] as tf.Tensor4D;
    const isDepthwise = tensors['weight']?.shape[1] === 1;
    const y = isDepthwise
      ? tf.depthwiseConv2d(x, filter, stride, 'same')
      : tf.conv2d(x, filter, stride, 'same');
    return tf.add(y, weights[`${name}.bias`] as tf.Tensor1D);
  };
  const block = (
    { expand, depthwise, project, isResidual }: InvertedResidual,
    x: tf.Tensor4D,
  ): tf.Tensor4D =>
    tf.tidy(() => {
      const inside = expand ? tf.relu6(run(expand, x)) : x;
      const y = run(project, tf.relu6(run(depthwise, inside)));
      return isResidual ? tf.add(y, x) : y;
    });
  return {
    config: { imageSize: sizes.imageSize, embeddingSize: sizes.head },
    embedding: (pixels) =>
      tf.tidy(() => {
        const x = blocks.reduce((y, one) => block(one, y), tf.relu6(run(stem, pixels)));
        return tf.mean(tf.relu6(run(head, x)), [1, 2]);
      }),
  };
}

/**
 * Loads an EfficientNet-Lite (Tan & Le, arXiv 1905.11946, without squeeze-and-excitation and with
 * ReLU6) under the names of `efficientnet-lite-pytorch`, whose weights are TensorFlow's: convolutions
 * pad like TensorFlow's `same`, with the odd zero at the right and below. Batch normalisations are
 * folded into the convolutions before them.
 * @throws {ModelError} `MODEL_WEIGHTS` for weights that do not fit
 */
export async function loadEfficientNetLite(
  weights: WeightSource,
  { sizes = lite0, ...options }: CheckpointOptions & { sizes?: EfficientNetSizes } = {},
): Promise<Model & ImageEncoderNetwork> {
  const units = unitsOf(sizes);
  const all = unitsInOrder(units);
  const blueprint: Blueprint<ImageEncoderNetwork> = {
    architecture: 'EfficientNet-Lite',
    modules: all.flatMap(({ convolution, norm }) => [convolution, norm]),
    ignored: [/\.num_batches_tracked$/, /^_fc\./], // the classifier of ImageNet
    defaultTargets: [],
    network: (folded) => network(sizes, units, folded),
  };
  const read = await readCheckpoint(weights, blueprint, options);
  for (const { convolution, norm } of all) {
    foldBatchNorm(read, convolution.name, norm.name, epsilon);
  }
  return buildModel(blueprint, read);
}
