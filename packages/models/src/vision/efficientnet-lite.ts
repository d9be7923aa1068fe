import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/kernels';
import type { Blueprint } from '../blueprint.ts';
import { readCheckpoint, type ReadOptions } from '../checkpoint.ts';
import { buildModel, type Model } from '../model.ts';
import {
  batchNormModule,
  convolutionModule,
  depthwiseModule,
  linearModule,
  type Module,
} from '../module.ts';
import { foldBatchNorm } from './batch-norm.ts';
import type { ImageEncoderNetwork, ImagePass } from './image-encoder.ts';

/** Blocks of the same width, of which the first may reduce the picture. */
interface Stage {
  blocks: number;
  kernel: number;
  stride: 1 | 2;
  /** How many times as wide a block is inside. */
  expand: number;
  width: number;
}

export interface EfficientNetSizes {
  /** Channels behind the first convolution. */
  stem: number;
  stages: readonly Stage[];
  /** Channels behind the last one: how many numbers an embedding has. */
  head: number;
  classes: number;
  imageSize: number;
}

/** EfficientNet-Lite0, trained on ImageNet. */
export const lite0: EfficientNetSizes = {
  stem: 32,
  stages: [
    { blocks: 1, kernel: 3, stride: 1, expand: 1, width: 16 },
    { blocks: 2, kernel: 3, stride: 2, expand: 6, width: 24 },
    { blocks: 2, kernel: 5, stride: 2, expand: 6, width: 40 },
    { blocks: 3, kernel: 3, stride: 2, expand: 6, width: 80 },
    { blocks: 3, kernel: 5, stride: 1, expand: 6, width: 112 },
    { blocks: 4, kernel: 5, stride: 2, expand: 6, width: 192 },
    { blocks: 1, kernel: 3, stride: 1, expand: 6, width: 320 },
  ],
  head: 1280,
  classes: 1000,
  imageSize: 224,
};

/** Of the batch normalisations. */
const epsilon = 1e-3;

export interface EfficientNetNetwork extends ImageEncoderNetwork {
  /** Of ImageNet's classes, `[batch, classes]`. */
  logits(pixels: tf.Tensor4D, pass: ImagePass): tf.Tensor2D;
}

export type EfficientNet = Model & EfficientNetNetwork;

/** A convolution with the batch normalisation behind it, which is folded into it. */
interface Unit {
  convolution: Module;
  norm: Module;
  stride: number;
}

/** An inverted residual block (Sandler et al., arXiv 1801.04381). */
interface Block {
  expand: Unit | undefined;
  depthwise: Unit;
  project: Unit;
  /** Whether its input is added to its output. */
  isResidual: boolean;
}

/** A convolution of all channels. */
const unit = (
  name: string,
  norm: string,
  to: number,
  from: number,
  kernel = 1,
  stride = 1,
): Unit => ({
  convolution: convolutionModule(name, to, from, kernel, { bias: false }),
  norm: batchNormModule(norm, to),
  stride,
});

function blocksOf({ stem, stages }: EfficientNetSizes): Block[] {
  const blocks: Block[] = [];
  let from = stem;
  for (const { blocks: count, kernel, stride, expand, width } of stages) {
    for (let i = 0; i < count; i++) {
      const name = `_blocks.${blocks.length}`;
      const inside = from * expand;
      blocks.push({
        expand:
          expand === 1 ? undefined : unit(`${name}._expand_conv`, `${name}._bn0`, inside, from),
        depthwise: {
          convolution: depthwiseModule(`${name}._depthwise_conv`, inside, kernel),
          norm: batchNormModule(`${name}._bn1`, inside),
          stride: i === 0 ? stride : 1,
        },
        project: unit(`${name}._project_conv`, `${name}._bn2`, width, inside),
        isResidual: i > 0,
      });
      from = width;
    }
  }
  return blocks;
}

/** The network with folded weights. */
function network(
  sizes: EfficientNetSizes,
  { stem, blocks, head }: Units,
  weights: NamedTensors,
): EfficientNetNetwork {
  const run = ({ convolution: { name, tensors }, stride }: Unit, x: tf.Tensor4D): tf.Tensor4D => {
    const filter = weights[`${name}.weight`] as tf.Tensor4D;
    const isDepthwise = tensors['weight']?.shape[1] === 1;
    const y = isDepthwise
      ? tf.depthwiseConv2d(x, filter, stride, 'same')
      : tf.conv2d(x, filter, stride, 'same');
    return tf.add(y, weights[`${name}.bias`] as tf.Tensor1D);
  };
  const block = ({ expand, depthwise, project, isResidual }: Block, x: tf.Tensor4D): tf.Tensor4D =>
    tf.tidy(() => {
      const inside = expand ? tf.relu6(run(expand, x)) : x;
      const y = run(project, tf.relu6(run(depthwise, inside)));
      return isResidual ? tf.add(y, x) : y;
    });
  const embedding = (pixels: tf.Tensor4D): tf.Tensor2D =>
    tf.tidy(() => {
      const x = blocks.reduce((y, one) => block(one, y), tf.relu6(run(stem, pixels)));
      return tf.mean(tf.relu6(run(head, x)), [1, 2]);
    });
  return {
    config: { imageSize: sizes.imageSize, embeddingSize: sizes.head },
    embedding,
    logits: (pixels, pass) => tf.tidy(() => pass.apply('_fc', embedding(pixels)) as tf.Tensor2D),
  };
}

interface Units {
  stem: Unit;
  blocks: readonly Block[];
  head: Unit;
}

/**
 * Loads an EfficientNet-Lite (Tan & Le, arXiv 1905.11946, without squeeze-and-excitation and with
 * ReLU6) under the names of `efficientnet-lite-pytorch`, whose weights are TensorFlow's: convolutions
 * pad as TensorFlow's `same` does, with the odd zero at the right and below. Batch normalisations are
 * folded into the convolutions before them.
 * @throws {ModelError} `MODEL_WEIGHTS` for weights that do not fit
 */
export async function loadEfficientNetLite(
  weights: { readonly path: string },
  { sizes = lite0, ...options }: ReadOptions & { sizes?: EfficientNetSizes } = {},
): Promise<EfficientNet> {
  const blocks = blocksOf(sizes);
  const last = sizes.stages.at(-1)?.width ?? sizes.stem;
  const units: Units = {
    stem: unit('_conv_stem', '_bn0', sizes.stem, 3, 3, 2),
    blocks,
    head: unit('_conv_head', '_bn1', sizes.head, last),
  };
  const inside = blocks.flatMap(({ expand, depthwise, project }) => [
    ...(expand ? [expand] : []),
    depthwise,
    project,
  ]);
  const all = [units.stem, ...inside, units.head];
  const blueprint: Blueprint<EfficientNetNetwork> = {
    architecture: 'EfficientNet-Lite',
    modules: [
      ...all.flatMap(({ convolution, norm }) => [convolution, norm]),
      linearModule('_fc', sizes.classes, sizes.head),
    ],
    ignored: [/\.num_batches_tracked$/],
    defaultTargets: ['_fc'],
    network: (folded) => network(sizes, units, folded),
  };
  const read = await readCheckpoint(weights, blueprint, options);
  for (const { convolution, norm } of all) {
    foldBatchNorm(read, convolution.name, norm.name, epsilon);
  }
  return buildModel(blueprint, read);
}
