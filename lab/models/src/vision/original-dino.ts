import type { TensorFile } from '@singlora/core/formats';
import type { Blueprint } from '../blueprint.ts';
import { wrongWeights } from '../errors.ts';
import type { ImageEncoderNetwork } from './image-encoder.ts';
import { visionBlueprint, type VisionTransformer } from './vision-transformer.ts';

/** The size of a head in all of DINO's and DINOv2's Transformers. */
const headSize = 64;

const [projection, positions] = ['patch_embed.proj', 'pos_embed'] as const;

/** Whether the names are those of DINO's or DINOv2's own files. */
export const isOriginalDino = (file: TensorFile): boolean =>
  [positions, `${projection}.weight`, 'blocks.0.attn.qkv.weight'].every((name) => file.has(name));

/**
 * The vision Transformer in a file of facebookresearch/dino or dinov2, such as `dino_deitsmall16_pretrain.pth`, which
 * has no configuration: its sizes follow from its tensors. Positions for other picture sizes are interpolated as in
 * transformers, whereas the original shifts them by a tenth of a patch.
 */
export function originalDino(file: TensorFile): Blueprint<ImageEncoderNetwork> {
  const [, count = 1, dim = 1] = file.info(positions).shape;
  const [, , patchSize = 1] = file.info(`${projection}.weight`).shape;
  const isGated = file.has('blocks.0.mlp.w12.weight');
  const output = isGated ? 'mlp.w3' : 'mlp.fc2';
  const heads = dim / headSize;
  const side = Math.sqrt(count - 1);
  if (!Number.isInteger(heads) || !Number.isInteger(side)) {
    const problem = `${positions} is [1, ${count}, ${dim}], expected a square number plus 1 positions, with ${headSize} values per head`;
    const none = { missing: [], unexpected: [], twice: [], layers: [] };
    throw wrongWeights(file.where, 'DINO', { ...none, misshapen: [problem] });
  }
  const [, inner = 1] = file.info(`blocks.0.${output}.weight`).shape;
  const layers = file.names.filter((name) => /^blocks\.\d+\.norm1\.weight$/.test(name)).length;
  const vision: VisionTransformer = {
    patches: { projection, classToken: 'cls_token', positions, patchSize, dim },
    patchBias: true,
    parameters: { cls_token: [1, 1, dim], [positions]: [1, count, dim] },
    layers: {
      name: 'blocks',
      parts: {
        attentionNorm: 'norm1',
        attended: 'attn.proj',
        innerNorm: 'norm2',
        inner: isGated ? 'mlp.w12' : 'mlp.fc1',
        output,
      },
      projections: ['attn.qkv'],
      ...(file.has('blocks.0.ls1.gamma') && {
        scales: { attention: 'ls1.gamma', feedForward: 'ls2.gamma' },
      }),
      layers,
      heads,
      dim,
      inner,
      activation: isGated ? 'swiglu' : 'gelu',
      attentionBias: true,
      epsilon: 1e-6,
      dropout: 0,
    },
    lastNorm: 'norm',
    imageSize: side * patchSize,
  };
  return visionBlueprint(vision, {
    architecture: 'DINO',
    ignored: [/^mask_token$/],
    defaultTargets: ['qkv'],
  });
}
