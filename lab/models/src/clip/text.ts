import * as tf from '@tensorflow/tfjs-core';
import { embedding, type NamedTensors } from '@singlora/core/kernels';
import { z } from 'zod';
import type { Blueprint } from '../blueprint.ts';
import { headsDivide, parseConfig, positiveCount } from '../config.ts';
import { tooLong } from '../errors.ts';
import { causalMask } from '../masks.ts';
import { embeddingModule, linearModule, normModule } from '../module.ts';
import { normalise } from '../normalise.ts';
import type { Pass } from '../pass.ts';
import { preNormModules, runPreNorm } from '../pre-norm-transformer.ts';
import { towerKeys, towerLayers, towerTargets } from './layers.ts';

/** Reads prompts. */
export interface PromptEncoderNetwork {
  readonly config: {
    readonly vocabularySize: number;
    /** The longest prompt, in tokens. */
    readonly maxPositions: number;
    /** The width of the hidden states. */
    readonly hiddenSize: number;
    /** The size of an embedding. */
    readonly embeddingSize: number;
  };
  /**
   * Every token's state after the last layer and its norm, `[batch, seq, hiddenSize]`, to which a
   * U-Net attends. Token ids are int32 `[batch, seq]`. No token attends to later ones, so padding does
   * not affect the tokens before it.
   * @throws {ModelError} `MODEL_TOO_LONG`
   */
  hiddenStates(inputIds: tf.Tensor2D, pass: Pass): tf.Tensor3D;
  /** The end token's state, projected if the model has a projection, `[batch, embeddingSize]`. */
  embedding(inputIds: tf.Tensor2D, pass: Pass): tf.Tensor2D;
}

export const textConfig = z
  .object({
    ...towerKeys,
    vocab_size: positiveCount.default(49408),
    hidden_size: positiveCount.default(512),
    intermediate_size: positiveCount.default(2048),
    num_attention_heads: positiveCount.default(8),
    max_position_embeddings: positiveCount.default(77),
    eos_token_id: z.int().nonnegative().default(49407),
    architectures: z.array(z.string()).nullish(),
  })
  .refine(...headsDivide);

/** The end token's id in configurations before 2023, often wrong: the end token is then a prompt's largest id. */
const oldEndToken = 2;

/** `CLIPTextModel`, or `CLIPTextModelWithProjection` (Radford et al., arXiv 2103.00020). */
export function readClipText(source: string, json: unknown): Blueprint<PromptEncoderNetwork> {
  const config = parseConfig(textConfig, source, json);
  const projects = config.architectures?.includes('CLIPTextModelWithProjection') ?? false;
  return clipText(config, projects ? config.projection_dim : undefined);
}

/** @param projection the size to which the end token's state is projected, if it is */
export function clipText(
  config: z.infer<typeof textConfig>,
  projection: number | undefined,
): Blueprint<PromptEncoderNetwork> {
  const { hidden_size: dim, max_position_embeddings: maxPositions, eos_token_id: end } = config;
  const layers = towerLayers('text_model', config);
  const [tokens, positions] = ['token_embedding', 'position_embedding'].map(
    (table) => `text_model.embeddings.${table}`,
  ) as [string, string];
  const lastNorm = 'text_model.final_layer_norm';
  return {
    architecture: 'clip_text_model',
    prefix: 'text_model.',
    modules: [
      embeddingModule(tokens, config.vocab_size, dim),
      embeddingModule(positions, maxPositions, dim),
      ...preNormModules(layers),
      normModule(lastNorm, dim),
      ...(projection === undefined
        ? []
        : [linearModule('text_projection', projection, dim, { bias: false })]),
    ],
    ignored: [/(^|\.)position_ids$/, /^text_projection\./],
    defaultTargets: towerTargets,
    network(weights) {
      const hiddenStates = (inputIds: tf.Tensor2D, pass: Pass): tf.Tensor3D => {
        const length = inputIds.shape[1];
        if (length > maxPositions) throw tooLong(length, maxPositions);
        return tf.tidy(() => {
          const places = tf.slice(table(weights, positions), [0, 0], [length, dim]);
          const x = tf.add<tf.Tensor3D>(embedding(table(weights, tokens), inputIds), places);
          const mask = causalMask(tf.range(0, length, 1, 'int32'));
          const hidden = runPreNorm(layers, weights, x, pass, mask);
          return normalise(weights, lastNorm, hidden, layers.epsilon) as tf.Tensor3D;
        });
      };
      return {
        config: {
          vocabularySize: config.vocab_size,
          maxPositions,
          hiddenSize: dim,
          embeddingSize: projection ?? dim,
        },
        hiddenStates,
        embedding: (inputIds, pass) =>
          tf.tidy(() => {
            const rows = tf.reshape<tf.Rank.R2>(hiddenStates(inputIds, pass), [-1, dim]);
            const pooled = embedding(rows, endRows(inputIds, end)) as tf.Tensor2D;
            if (projection === undefined) return pooled;
            return pass.apply('text_projection', pooled) as tf.Tensor2D;
          }),
      };
    },
  };
}

function table(weights: NamedTensors, module: string): tf.Tensor2D {
  return weights[`${module}.weight`] as tf.Tensor2D;
}

/** The row of each prompt's first end token, `[batch]`, among all tokens' `[batch · seq]`. */
function endRows(inputIds: tf.Tensor2D, end: number): tf.Tensor1D {
  const [batch, length] = inputIds.shape;
  const endToken = end === oldEndToken ? tf.max(inputIds, 1, true) : tf.scalar(end, 'int32');
  const place = tf.argMax(tf.cast(tf.equal(inputIds, endToken), 'int32'), 1);
  return tf.add(place, tf.range(0, batch * length, length, 'int32'));
}
