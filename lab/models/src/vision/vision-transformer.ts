import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@singlora/core/kernels';
import type { Blueprint } from '../blueprint.ts';
import {
  convolutionModule,
  linearModule,
  normModule,
  parameterModule,
  type Module,
} from '../module.ts';
import { normalise } from '../normalise.ts';
import { preNormModules, runPreNorm, type PreNormTransformer } from '../pre-norm-transformer.ts';
import type { ImageEncoderNetwork } from './image-encoder.ts';
import { embedPatches, type Patches } from './patches.ts';

/** A vision Transformer by any checkpoint's names. */
export interface VisionTransformer {
  patches: Patches;
  patchBias: boolean;
  /** Shapes of tensors outside its modules, by full name: class token, positions. */
  parameters: Readonly<Record<string, readonly number[]>>;
  /** The norm before the layers, if there is one. */
  firstNorm?: string;
  layers: PreNormTransformer;
  /** The norm after the layers. */
  lastNorm: string;
  imageSize: number;
  /** The module that projects the class token, and the size of its output. */
  projection?: { slot: string; size: number };
}

/** The blueprint of a vision Transformer, whose class token's state stands for the picture, with the rest of what belongs to its checkpoints. */
export const visionBlueprint = (
  vision: VisionTransformer,
  checkpoint: Omit<Blueprint, 'modules' | 'network'>,
): Blueprint<ImageEncoderNetwork> => ({
  ...checkpoint,
  modules: visionModules(vision),
  network: (weights) => visionNetwork(vision, weights),
});

function visionModules(vision: VisionTransformer): Module[] {
  const { patches, parameters, firstNorm, layers, lastNorm } = vision;
  const { projection: embedding, patchSize, dim } = patches;
  const { slot, size = 0 } = vision.projection ?? {};
  return [
    ...Object.entries(parameters).map(([tensor, shape]) => parameterModule(tensor, shape)),
    convolutionModule(embedding, dim, 3, patchSize, { bias: vision.patchBias }),
    ...(firstNorm === undefined ? [] : [normModule(firstNorm, dim)]),
    ...preNormModules(layers),
    normModule(lastNorm, dim),
    ...(slot === undefined ? [] : [linearModule(slot, size, dim, { bias: false })]),
  ];
}

/** The encoder with its weights. */
function visionNetwork(vision: VisionTransformer, weights: NamedTensors): ImageEncoderNetwork {
  const { patches, firstNorm, layers, lastNorm, projection } = vision;
  const norm = (module: string, x: tf.Tensor): tf.Tensor =>
    normalise(weights, module, x, layers.epsilon);
  return {
    config: { imageSize: vision.imageSize, embeddingSize: projection?.size ?? patches.dim },
    embedding: (pixels, pass) =>
      tf.tidy(() => {
        const tokens = embedPatches(weights, patches, pixels);
        const x = firstNorm === undefined ? tokens : (norm(firstNorm, tokens) as tf.Tensor3D);
        const hidden = runPreNorm(layers, weights, x, pass);
        const first = tf.slice(hidden, [0, 0, 0], [-1, 1, -1]);
        const token = norm(lastNorm, tf.reshape(first, [-1, patches.dim])) as tf.Tensor2D;
        return projection ? (pass.apply(projection.slot, token) as tf.Tensor2D) : token;
      }),
  };
}
