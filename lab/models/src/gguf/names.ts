import type { GgufFile, TensorFile } from '@singlora/core/formats';
import { ggufFamily } from './family.ts';

const parts = new Map([
  ['attn_norm', 'input_layernorm'],
  ['attn_q', 'self_attn.q_proj'],
  ['attn_k', 'self_attn.k_proj'],
  ['attn_v', 'self_attn.v_proj'],
  ['attn_output', 'self_attn.o_proj'],
  ['ffn_norm', 'post_attention_layernorm'],
  ['ffn_gate', 'mlp.gate_proj'],
  ['ffn_up', 'mlp.up_proj'],
  ['ffn_down', 'mlp.down_proj'],
]);
const tops = new Map([
  ['token_embd', 'model.embed_tokens'],
  ['output_norm', 'model.norm'],
  ['output', 'lm_head'],
]);

/** The Hugging Face name for llama.cpp's name of a tensor; unknown names stay unchanged. */
export function huggingFaceName(name: string): string {
  const [, layer, module = '', tensor] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
  const known = layer === undefined ? tops.get(module) : parts.get(module);
  if (known === undefined) return name;
  return layer === undefined ? `${known}.${tensor}` : `model.layers.${layer}.${known}.${tensor}`;
}

/**
 * llama.cpp rotates neighbouring values of a head; Hugging Face rotates the i-th of the first half
 * with the i-th of the second. So llama.cpp's converter interleaves the halves' rows in the weights
 * of queries and keys. This function undoes that.
 *
 * @param values `[heads · headDim, columns]`
 */
export function separateHalves(values: Float32Array, rows: number, heads: number): Float32Array {
  const columns = values.length / rows;
  const headDim = rows / heads;
  const separated = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    const within = row % headDim;
    const half = within % 2 ? headDim / 2 : 0;
    const target = row - within + half + (within >> 1);
    separated.set(values.subarray(row * columns, (row + 1) * columns), target * columns);
  }
  return separated;
}

/**
 * A GGUF file's tensors as in the Hugging Face checkpoint that it was converted from.
 * @throws {ModelError} `MODEL_UNSUPPORTED` for an architecture that cannot be converted back
 */
export function asHuggingFace(gguf: GgufFile): TensorFile {
  const { prefix, interleaved } = ggufFamily(gguf);
  const heads = gguf.metadata.number(`${prefix}.attention.head_count`) ?? 1;
  const headsOf: Readonly<Record<string, number>> = {
    q_proj: heads,
    k_proj: gguf.metadata.number(`${prefix}.attention.head_count_kv`) ?? heads,
  };
  // The configuration covers the frequencies of the rotation.
  const stored = gguf.names.filter((name) => name !== 'rope_freqs.weight');
  const sources = new Map(stored.map((name) => [huggingFaceName(name), name]));
  const source = (name: string): string => sources.get(name) ?? name;
  return {
    where: gguf.where,
    names: [...sources.keys()],
    has: (name) => sources.has(name),
    info: (name) => gguf.info(source(name)),
    async readFloat32(name) {
      const values = await gguf.readFloat32(source(name));
      const module = /\.([qk]_proj)\.\w+$/.exec(name)?.[1];
      if (!interleaved || module === undefined) return values;
      return separateHalves(
        values,
        gguf.info(source(name)).shape[0] ?? 1,
        headsOf[module] ?? heads,
      );
    },
    close: () => gguf.close(),
  };
}
