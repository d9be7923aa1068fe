import * as tf from '@tensorflow/tfjs-core';
import { attention, dropout, layerNorm, type NamedTensors } from '@singlora/kernels';
import { activations } from './activations.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { linearModule, normModule, type Module } from './module.ts';
import type { Pass } from './sequence-classifier.ts';

/** A post-norm Transformer encoder (Devlin et al., arXiv 1810.04805), as in BERT and RoBERTa. */
export interface Encoder {
  /** Where its modules are, such as `bert.encoder`. */
  name: string;
  config: EncoderConfig;
  weights: NamedTensors;
}

/** Dropout sites, numbered in the order of the forward pass: the embeddings, three a layer, the head. */
export const embeddingSite = 0;
const layerSite = (layer: number): number => 1 + 3 * layer;
export const headSite = (config: EncoderConfig): number => layerSite(config.num_hidden_layers);

export function encoderModules(name: string, config: EncoderConfig): Module[] {
  const { hidden_size: dim, intermediate_size: inner } = config;
  return Array.from({ length: config.num_hidden_layers }, (_, i) => {
    const layer = `${name}.layer.${i}`;
    return [
      linearModule(`${layer}.attention.self.query`, dim, dim),
      linearModule(`${layer}.attention.self.key`, dim, dim),
      linearModule(`${layer}.attention.self.value`, dim, dim),
      linearModule(`${layer}.attention.output.dense`, dim, dim),
      normModule(`${layer}.attention.output.LayerNorm`, dim),
      linearModule(`${layer}.intermediate.dense`, inner, dim),
      linearModule(`${layer}.output.dense`, dim, inner),
      normModule(`${layer}.output.LayerNorm`, dim),
    ];
  }).flat();
}

/**
 * Runs all layers: x `[batch, seq, dim]`, mask added to the attention scores `[batch, 1, 1, seq]`;
 * gives the tokens as rows `[batch · seq, dim]`, which spares every layer between a reshape. With
 * `firstTokenOnly` the last layer computes only the first token, `[batch, dim]`; exact, since past
 * the last keys and values no other token is read.
 */
export function encode(
  encoder: Encoder,
  x: tf.Tensor3D,
  mask: tf.Tensor,
  pass: Pass,
  firstTokenOnly: boolean,
): tf.Tensor2D {
  const last = encoder.config.num_hidden_layers - 1;
  const [batch, , dim] = x.shape;
  let hidden = tf.reshape<tf.Rank.R2>(x, [-1, dim]);
  for (let i = 0; i <= last; i++) {
    const input = hidden;
    hidden = tf.tidy(() =>
      encoderLayer(encoder, i, input, batch, mask, pass, firstTokenOnly && i === last),
    );
  }
  return hidden;
}

function encoderLayer(
  encoder: Encoder,
  index: number,
  x: tf.Tensor2D,
  batch: number,
  mask: tf.Tensor,
  pass: Pass,
  firstTokenOnly: boolean,
): tf.Tensor2D {
  const { config, name } = encoder;
  const site = layerSite(index);
  const apply = (module: string, input: tf.Tensor): tf.Tensor2D =>
    pass.apply(`${name}.layer.${index}.${module}`, input) as tf.Tensor2D;
  const drop = (input: tf.Tensor, at: number): tf.Tensor =>
    maybeDropout(input, config.hidden_dropout_prob, at, pass);
  const norm = (module: string, input: tf.Tensor): tf.Tensor =>
    normalise(encoder, `${name}.layer.${index}.${module}`, input);

  const queries = firstTokenOnly ? firstToken(x, batch) : x;
  const context = attention(
    apply('attention.self.query', queries),
    apply('attention.self.key', x),
    apply('attention.self.value', x),
    {
      batch,
      heads: config.num_attention_heads,
      mask,
      ...(pass.seed && {
        dropout: (p) => maybeDropout(p, config.attention_probs_dropout_prob, site, pass),
      }),
    },
  );
  const attended = norm(
    'attention.output.LayerNorm',
    tf.add(drop(apply('attention.output.dense', context), site + 1), queries),
  );
  const inner = activations[config.hidden_act](apply('intermediate.dense', attended));
  return norm(
    'output.LayerNorm',
    tf.add(drop(apply('output.dense', inner), site + 2), attended),
  ) as tf.Tensor2D;
}

/** Layer normalisation with a module's weights. */
export function normalise(
  { config, weights }: Pick<Encoder, 'config' | 'weights'>,
  module: string,
  x: tf.Tensor,
): tf.Tensor {
  const gamma = weights[`${module}.weight`] as tf.Tensor1D;
  const beta = weights[`${module}.bias`] as tf.Tensor1D;
  return layerNorm(x, gamma, beta, config.layer_norm_eps);
}

/** Dropout while training, else x itself. */
export function maybeDropout(x: tf.Tensor, rate: number, site: number, pass: Pass): tf.Tensor {
  return pass.seed ? dropout(x, rate, pass.seed, site) : x;
}

/** `[batch · seq, dim]` → `[batch, dim]` */
export function firstToken(rows: tf.Tensor2D, batch: number): tf.Tensor2D {
  const [count, dim] = rows.shape;
  const tokens = tf.reshape<tf.Rank.R3>(rows, [batch, count / batch, dim]);
  return tf.reshape(tf.slice(tokens, [0, 0, 0], [-1, 1, -1]), [batch, dim]);
}
