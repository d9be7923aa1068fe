import type { NamedLayer } from './slot.ts';

const linear = (name: string, inFeatures: number, outFeatures: number): NamedLayer => ({
  name,
  kind: 'linear',
  inFeatures,
  outFeatures,
});
const repeated = (count: number, layers: (i: number) => NamedLayer[]): NamedLayer[] =>
  Array.from({ length: count }, (_, i) => layers(i)).flat();

/** The keys of a Hugging Face `config.json` that each architecture's layers depend on. */
export interface EncoderConfig {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
}

/** RoBERTa (and BERT, by its prefix): the linear layers of the encoder. */
export const robertaLayers = (config: EncoderConfig, prefix = 'roberta'): NamedLayer[] =>
  repeated(config.num_hidden_layers, (i) => {
    const { hidden_size: d, intermediate_size: wide } = config;
    const layer = `${prefix}.encoder.layer.${i}`;
    return [
      ...['query', 'key', 'value'].map((name) => linear(`${layer}.attention.self.${name}`, d, d)),
      linear(`${layer}.attention.output.dense`, d, d),
      linear(`${layer}.intermediate.dense`, d, wide),
      linear(`${layer}.output.dense`, wide, d),
    ];
  });

/** GPT-2: its transposed linear layers. */
export const gpt2Layers = (config: { n_embd: number; n_layer: number }): NamedLayer[] =>
  repeated(config.n_layer, (i) => {
    const d = config.n_embd;
    const block = `transformer.h.${i}`;
    return [
      linear(`${block}.attn.c_attn`, d, 3 * d),
      linear(`${block}.attn.c_proj`, d, d),
      linear(`${block}.mlp.c_fc`, d, 4 * d),
      linear(`${block}.mlp.c_proj`, 4 * d, d),
    ].map((layer) => ({ ...layer, kind: 'conv1d' as const }));
  });

/** LLaMA of the first generation, where keys and values are as wide as queries. */
export const llamaLayers = (config: EncoderConfig): NamedLayer[] =>
  repeated(config.num_hidden_layers, (i) => {
    const { hidden_size: d, intermediate_size: wide } = config;
    const layer = `model.layers.${i}`;
    return [
      ...['q', 'k', 'v', 'o'].map((name) => linear(`${layer}.self_attn.${name}_proj`, d, d)),
      linear(`${layer}.mlp.gate_proj`, d, wide),
      linear(`${layer}.mlp.up_proj`, d, wide),
      linear(`${layer}.mlp.down_proj`, wide, d),
    ];
  });

/** The keys of a U-Net's `config.json` that its layers depend on. */
export interface UnetConfig {
  readonly block_out_channels: readonly number[];
  readonly layers_per_block: number;
  readonly cross_attention_dim: number;
  readonly down_block_types: readonly string[];
  readonly up_block_types: readonly string[];
}

/** Stable Diffusion's U-Net: the attention projections of its transformers, self (`attn1`) and cross (`attn2`). */
export function unetLayers(config: UnetConfig): NamedLayer[] {
  const { block_out_channels: channels, cross_attention_dim: text } = config;
  const transformer = (path: string, width: number): NamedLayer[] =>
    ['attn1', 'attn2'].flatMap((attention) => {
      const block = `${path}.transformer_blocks.0.${attention}`;
      const source = attention === 'attn1' ? width : text;
      return [
        linear(`${block}.to_q`, width, width),
        linear(`${block}.to_k`, source, width),
        linear(`${block}.to_v`, source, width),
        linear(`${block}.to_out.0`, width, width),
      ];
    });
  const blocks = (
    name: string,
    types: readonly string[],
    widths: readonly number[],
    count: number,
  ) =>
    types.flatMap((type, i) =>
      type.startsWith('CrossAttn')
        ? repeated(count, (j) => transformer(`${name}.${i}.attentions.${j}`, widths[i] ?? 0))
        : [],
    );
  return [
    ...blocks('down_blocks', config.down_block_types, channels, config.layers_per_block),
    ...transformer('mid_block.attentions.0', channels.at(-1) ?? 0),
    ...blocks(
      'up_blocks',
      config.up_block_types,
      channels.toReversed(),
      config.layers_per_block + 1,
    ),
  ];
}
