import { batchNormModule, convolutionModule, depthwiseModule, type Module } from '../module.ts';

/** Blocks of the same width; the first may reduce the picture. */
export interface EfficientNetStage {
  blocks: number;
  kernel: number;
  stride: 1 | 2;
  /** The expansion factor of a block's inner width. */
  expand: number;
  width: number;
}

/** The sizes of an EfficientNet-Lite. */
export interface EfficientNetSizes {
  /** Channels after the first convolution. */
  stem: number;
  stages: readonly EfficientNetStage[];
  /** Channels after the last one, which is the size of an embedding. */
  head: number;
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
  imageSize: 224,
};

/** A convolution with the batch normalisation after it, which is folded into it. */
export interface ConvolutionUnit {
  convolution: Module;
  norm: Module;
  stride: number;
}

/** An inverted residual block (Sandler et al., arXiv 1801.04381). */
export interface InvertedResidual {
  expand: ConvolutionUnit | undefined;
  depthwise: ConvolutionUnit;
  project: ConvolutionUnit;
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
): ConvolutionUnit => ({
  convolution: convolutionModule(name, to, from, kernel, { bias: false }),
  norm: batchNormModule(norm, to),
  stride,
});

function blocksOf({ stem, stages }: EfficientNetSizes): InvertedResidual[] {
  const blocks: InvertedResidual[] = [];
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

/** A whole EfficientNet-Lite. */
export type Units = ReturnType<typeof unitsOf>;

/** The parts of a network of these sizes. */
export function unitsOf(sizes: EfficientNetSizes) {
  const last = sizes.stages.at(-1)?.width ?? sizes.stem;
  return {
    stem: unit('_conv_stem', '_bn0', sizes.stem, 3, 3, 2),
    blocks: blocksOf(sizes),
    head: unit('_conv_head', '_bn1', sizes.head, last),
  };
}

/** The units in the order of the forward pass. */
export const unitsInOrder = ({ stem, blocks, head }: Units): ConvolutionUnit[] => [
  stem,
  ...blocks.flatMap(({ expand, depthwise, project }) => [
    ...(expand ? [expand] : []),
    depthwise,
    project,
  ]),
  head,
];
