import type { GgufFile } from '@singlora/core/formats';
import { angularFrequencies } from '../decoder/rotary-angles.ts';
import { invalidConfig } from '../errors.ts';
import { ggufFamily } from './family.ts';

/** The rotary settings of Llama 3.1 and later; a GGUF file keeps only the factors that follow from them. */
const llama3 = {
  rope_type: 'llama3',
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 8192,
} as const;

/**
 * Llama 3's scaling of the rotation, recovered from the factors by which llama.cpp divides the frequencies.
 * @throws {ModelError} `MODEL_CONFIG` for factors that do not follow from Llama 3's constants
 */
function ropeOfFactors(where: string, factors: Float32Array, theta: number): object {
  const factor = factors.reduce((most, each) => Math.max(most, each), 1);
  const rope = { ...llama3, factor, rope_theta: theta };
  const frequencies = angularFrequencies(rope, 2 * factors.length);
  const unscaled = (i: number) => theta ** (-i / factors.length);
  const fits = frequencies.every(
    (frequency, i) => Math.abs(((factors[i] as number) * frequency) / unscaled(i) - 1) < 1e-4,
  );
  if (!fits) throw invalidConfig(where, 'its rope_freqs are not those of Llama 3');
  return rope;
}

/** `key` is without the architecture's prefix. */
type Field = (key: string) => number | undefined;

async function ropeOf(gguf: GgufFile, prefix: string, field: Field): Promise<object> {
  const rope_theta = field('rope.freq_base') ?? 10_000;
  if (gguf.has('rope_freqs.weight'))
    return ropeOfFactors(gguf.where, await gguf.readFloat32('rope_freqs.weight'), rope_theta);
  // Older converters wrote a factor alone, under the second of these keys; llama.cpp takes it for linear.
  const factor = field('rope.scaling.factor') ?? field('rope.scale_linear');
  const stated = gguf.metadata.string(`${prefix}.rope.scaling.type`);
  const type = stated ?? (factor ? 'linear' : 'none');
  // An unknown type is refused with the rest of the configuration.
  return type === 'none'
    ? { rope_type: 'default', rope_theta }
    : { rope_type: type, rope_theta, factor };
}

/**
 * The content of a config.json for the model in a GGUF file, from its metadata. Missing fields stay
 * undefined and are reported where config.json files are read.
 * @throws {ModelError} `MODEL_UNSUPPORTED`, `MODEL_CONFIG`
 */
export async function ggufConfig(gguf: GgufFile): Promise<object> {
  const { prefix, modelType } = ggufFamily(gguf);
  const { metadata } = gguf;
  const field: Field = (key) => metadata.number(`${prefix}.${key}`);
  return {
    model_type: modelType,
    vocab_size: gguf.has('token_embd.weight')
      ? gguf.info('token_embd.weight').shape[0]
      : field('vocab_size'),
    hidden_size: field('embedding_length'),
    intermediate_size: field('feed_forward_length'),
    num_hidden_layers: field('block_count'),
    num_attention_heads: field('attention.head_count'),
    num_key_value_heads: field('attention.head_count_kv'),
    head_dim: field('attention.key_length') ?? field('rope.dimension_count'),
    hidden_act: 'silu',
    max_position_embeddings: field('context_length'),
    sliding_window: field('attention.sliding_window'),
    is_causal: metadata.boolean(`${prefix}.attention.causal`),
    rms_norm_eps: field('attention.layer_norm_rms_epsilon'),
    initializer_range: 0.02,
    attention_bias: gguf.has('blk.0.attn_q.bias'),
    mlp_bias: gguf.has('blk.0.ffn_gate.bias'),
    rope_parameters: await ropeOf(gguf, prefix, field),
    bos_token_id: metadata.number('tokenizer.ggml.bos_token_id'),
    eos_token_id: metadata.number('tokenizer.ggml.eos_token_id'),
    pad_token_id: metadata.number('tokenizer.ggml.padding_token_id'),
  };
}
