import * as tf from '@tensorflow/tfjs-core';
import { attention, rmsNorm, rotary, swiglu, type NamedTensors } from '@singlora/core/kernels';
import { activations } from '../activations.ts';
import type { ClassifierArchitecture } from '../classification/blueprint.ts';
import { decoderNetwork, type Decoder } from './decoder.ts';
import { layerSites, maybeDropout } from '../dropout-site.ts';
import { parseLlamaConfig, type LlamaConfig } from './llama-config.ts';
import { linearModule, normModule, tokenEmbeddingModule, type Module } from '../module.ts';
import { angularFrequencies, rotationAt } from './rotary-angles.ts';

/** Whether a layer's linear modules have biases. */
interface Biases {
  /** Whether the projections of queries, keys and values have biases. */
  inputs: boolean;
  /** Whether the attention's output projection has a bias. */
  output: boolean;
  feedForward: boolean;
}

const withoutBiases: Biases = { inputs: false, output: false, feedForward: false };

/** LLaMA 1 to 3 (Touvron et al., arXiv 2302.13971), named as in `LlamaForSequenceClassification`. */
export const llama = architecture('llama', (config) => ({
  inputs: config.attention_bias,
  output: config.attention_bias,
  feedForward: config.mlp_bias,
}));

/** Mistral 7B (Jiang et al., arXiv 2310.06825), up to the length of its sliding window. */
export const mistral = architecture('mistral', () => withoutBiases);

/** Qwen2 (Yang et al., arXiv 2407.10671). */
export const qwen2 = architecture('qwen2', () => ({ ...withoutBiases, inputs: true }));

function architecture(
  modelType: string,
  biasesOf: (config: LlamaConfig) => Biases,
): ClassifierArchitecture {
  return {
    modelTypes: [modelType],
    read(source, json, dropout) {
      const config = parseLlamaConfig(source, json, dropout);
      return {
        architecture: modelType,
        prefix: 'model.',
        modules: modules(config, biasesOf(config)),
        head: (outputs) => [linearModule('score', outputs, config.hidden_size, { bias: false })],
        ignored: [/^lm_head\./, /\.rotary_emb\.inv_freq$/],
        initializerRange: config.initializer_range,
        defaultTargets: ['q_proj', 'v_proj'],
        modulesToSave: ['score'],
        config: {
          maxPositions: config.maxPositions,
          vocabularySize: config.vocab_size,
          hiddenSize: config.hidden_size,
          layers: config.num_hidden_layers,
          heads: config.num_attention_heads,
          intermediateSize: config.intermediate_size,
          hiddenDropout: 0,
          attentionDropout: config.attention_dropout,
          classifierDropout: 0,
        },
        network: (weights) => decoderNetwork(decoder(config, weights)),
      };
    },
  };
}

function modules(config: LlamaConfig, biases: Biases): Module[] {
  const { hidden_size: dim, intermediate_size: inner, head_dim: headDim } = config;
  const wide = config.num_attention_heads * headDim;
  const narrow = config.num_key_value_heads * headDim;
  const layers = Array.from({ length: config.num_hidden_layers }, (_, i) => {
    const linear = (part: string, out: number, into: number, bias: boolean): Module =>
      linearModule(`model.layers.${i}.${part}`, out, into, { bias });
    const norm = (part: string): Module =>
      normModule(`model.layers.${i}.${part}`, dim, { bias: false });
    return [
      norm('input_layernorm'),
      linear('self_attn.q_proj', wide, dim, biases.inputs),
      linear('self_attn.k_proj', narrow, dim, biases.inputs),
      linear('self_attn.v_proj', narrow, dim, biases.inputs),
      linear('self_attn.o_proj', dim, wide, biases.output),
      norm('post_attention_layernorm'),
      linear('mlp.gate_proj', inner, dim, biases.feedForward),
      linear('mlp.up_proj', inner, dim, biases.feedForward),
      linear('mlp.down_proj', dim, inner, biases.feedForward),
    ];
  });
  return [
    tokenEmbeddingModule('model.embed_tokens', config.vocab_size, dim),
    ...layers.flat(),
    normModule('model.norm', dim, { bias: false }),
  ];
}

function decoder(config: LlamaConfig, weights: NamedTensors): Decoder {
  const { num_attention_heads: heads, num_key_value_heads: kvHeads, hidden_act: act } = config;
  const frequencies = angularFrequencies(config.rope_parameters, config.head_dim);
  const gated =
    act === 'silu'
      ? swiglu
      : (gate: tf.Tensor, up: tf.Tensor) => tf.mul(activations[act](gate), up);
  return {
    name: 'model.layers',
    layers: config.num_hidden_layers,
    dim: config.hidden_size,
    head: 'score',
    lastNorm: 'model.norm',
    norms: { attention: 'input_layernorm', feedForward: 'post_attention_layernorm' },
    normalise: (module, x) =>
      rmsNorm(x, weights[`${module}.weight`] as tf.Tensor1D, config.rms_norm_eps),
    embed: (inputIds, { apply }) => apply('model.embed_tokens', inputIds),
    positional(keys, queries) {
      const key = rotationAt(keys, frequencies);
      const query = queries === keys ? key : rotationAt(queries, frequencies);
      return { keyCos: key.cos, keySin: key.sin, queryCos: query.cos, querySin: query.sin };
    },
    attend({ index, batch, linear, computed, mask, seed, constants }, x) {
      const { keyCos, keySin, queryCos, querySin } = constants as Record<string, tf.Tensor2D> &
        Record<`${'key' | 'query'}${'Cos' | 'Sin'}`, tf.Tensor2D>;
      const q = rotary(linear('self_attn.q_proj', computed(x)), { cos: queryCos, sin: querySin });
      const k = rotary(linear('self_attn.k_proj', x), { cos: keyCos, sin: keySin });
      const context = attention(q, k, linear('self_attn.v_proj', x), {
        batch,
        heads,
        kvHeads,
        mask,
        ...(seed && {
          dropout: (p) => maybeDropout(p, config.attention_dropout, seed, layerSites(index)[0]),
        }),
      });
      return linear('self_attn.o_proj', context);
    },
    feedForward: ({ linear }, x) =>
      linear('mlp.down_proj', gated(linear('mlp.gate_proj', x), linear('mlp.up_proj', x))),
  };
}
