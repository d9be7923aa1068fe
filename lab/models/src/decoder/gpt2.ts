import * as tf from '@tensorflow/tfjs-core';
import { attention, type NamedTensors } from '@singlora/core/kernels';
import { activations } from '../activations.ts';
import type { ClassifierArchitecture } from '../classification/blueprint.ts';
import { decoderNetwork, type Decoder } from './decoder.ts';
import { embeddingSite, layerSites, maybeDropout } from '../dropout-site.ts';
import { parseGPT2Config, type GPT2Config } from './gpt2-config.ts';
import {
  conv1dModule,
  embeddingModule,
  linearModule,
  normModule,
  tokenEmbeddingModule,
  type Module,
} from '../module.ts';
import { normalise } from '../normalise.ts';

/** GPT-2 (Radford et al. 2019) with the names of `GPT2ForSequenceClassification`. */
export const gpt2: ClassifierArchitecture = {
  modelTypes: ['gpt2'],
  read(source, json, dropout) {
    const config = parseGPT2Config(source, json, dropout);
    return {
      architecture: 'gpt2',
      prefix: 'transformer.',
      modules: modules(config),
      head: (outputs) => [linearModule('score', outputs, config.n_embd, { bias: false })],
      // Older checkpoints store the causal mask.
      ignored: [/^lm_head\./, /(^|\.)h\.\d+\.attn\.(masked_)?bias$/],
      initializerRange: config.initializer_range,
      defaultTargets: ['c_attn'],
      modulesToSave: ['score'],
      config: {
        maxPositions: config.n_positions,
        vocabularySize: config.vocab_size,
        hiddenSize: config.n_embd,
        layers: config.n_layer,
        heads: config.n_head,
        intermediateSize: innerSize(config),
        hiddenDropout: config.resid_pdrop,
        attentionDropout: config.attn_pdrop,
        classifierDropout: 0,
      },
      network: (weights) => decoderNetwork(decoder(config, weights)),
    };
  },
};

const innerSize = (config: GPT2Config): number => config.n_inner ?? 4 * config.n_embd;

function modules(config: GPT2Config): Module[] {
  const { n_embd: dim } = config;
  const inner = innerSize(config);
  const layers = Array.from({ length: config.n_layer }, (_, i) => {
    const layer = `transformer.h.${i}`;
    return [
      normModule(`${layer}.ln_1`, dim),
      conv1dModule(`${layer}.attn.c_attn`, dim, 3 * dim),
      conv1dModule(`${layer}.attn.c_proj`, dim, dim),
      normModule(`${layer}.ln_2`, dim),
      conv1dModule(`${layer}.mlp.c_fc`, dim, inner),
      conv1dModule(`${layer}.mlp.c_proj`, inner, dim),
    ];
  });
  return [
    tokenEmbeddingModule('transformer.wte', config.vocab_size, dim),
    embeddingModule('transformer.wpe', config.n_positions, dim),
    ...layers.flat(),
    normModule('transformer.ln_f', dim),
  ];
}

function decoder(config: GPT2Config, weights: NamedTensors): Decoder {
  const { n_embd: dim, n_head: heads } = config;
  /** The scale of a layer's attention scores. */
  const scale = (index: number): number =>
    (config.scale_attn_weights ? 1 / Math.sqrt(dim / heads) : 1) /
    (config.scale_attn_by_inverse_layer_idx ? index + 1 : 1);
  return {
    name: 'transformer.h',
    layers: config.n_layer,
    dim,
    head: 'score',
    lastNorm: 'transformer.ln_f',
    norms: { attention: 'ln_1', feedForward: 'ln_2' },
    normalise: (module, x) => normalise(weights, module, x, config.layer_norm_epsilon),
    embed(inputIds, { apply, seed }) {
      const table = weights['transformer.wpe.weight'] as tf.Tensor2D;
      const positions = tf.slice(table, [0, 0], [inputIds.shape[1], dim]);
      const sum = tf.add(apply('transformer.wte', inputIds), positions);
      return maybeDropout(sum, config.embd_pdrop, seed, embeddingSite);
    },
    attend({ index, batch, linear, computed, mask, seed }, x) {
      const [site, outputSite] = layerSites(index);
      const [q, k, v] = tf.split(linear('attn.c_attn', x), 3, 1) as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      const context = attention(computed(q), k, v, {
        batch,
        heads,
        mask,
        scale: scale(index),
        ...(seed && { dropout: (p) => maybeDropout(p, config.attn_pdrop, seed, site) }),
      });
      const output = linear('attn.c_proj', context);
      return maybeDropout(output, config.resid_pdrop, seed, outputSite) as tf.Tensor2D;
    },
    feedForward({ index, linear, seed }, x) {
      const [, , site] = layerSites(index);
      const inner = activations[config.activation_function](linear('mlp.c_fc', x));
      const output = linear('mlp.c_proj', inner);
      return maybeDropout(output, config.resid_pdrop, seed, site) as tf.Tensor2D;
    },
  };
}
