/**
 * Flux's layers by their names in the original code, and the layers that form each in diffusers, stacked by rows. Source: diffusers'
 * convert_flux_to_diffusers.py and lora_conversion_utils.py.
 */
const inDouble: Readonly<Record<string, readonly string[]>> = {
  'img_attn.qkv': ['attn.to_q', 'attn.to_k', 'attn.to_v'],
  'txt_attn.qkv': ['attn.add_q_proj', 'attn.add_k_proj', 'attn.add_v_proj'],
  'img_attn.proj': ['attn.to_out.0'],
  'txt_attn.proj': ['attn.to_add_out'],
  'img_mlp.0': ['ff.net.0.proj'],
  'img_mlp.2': ['ff.net.2'],
  'txt_mlp.0': ['ff_context.net.0.proj'],
  'txt_mlp.2': ['ff_context.net.2'],
  'img_mod.lin': ['norm1.linear'],
  'txt_mod.lin': ['norm1_context.linear'],
};
const inSingle: Readonly<Record<string, readonly string[]>> = {
  linear1: ['attn.to_q', 'attn.to_k', 'attn.to_v', 'proj_mlp'],
  linear2: ['proj_out'],
  'modulation.lin': ['norm.linear'],
};
const outside: Readonly<Record<string, readonly string[]>> = {
  img_in: ['x_embedder'],
  txt_in: ['context_embedder'],
  'time_in.in_layer': ['time_text_embed.timestep_embedder.linear_1'],
  'time_in.out_layer': ['time_text_embed.timestep_embedder.linear_2'],
  'vector_in.in_layer': ['time_text_embed.text_embedder.linear_1'],
  'vector_in.out_layer': ['time_text_embed.text_embedder.linear_2'],
  'guidance_in.in_layer': ['time_text_embed.guidance_embedder.linear_1'],
  'guidance_in.out_layer': ['time_text_embed.guidance_embedder.linear_2'],
  'final_layer.linear': ['proj_out'],
  'final_layer.adaLN_modulation.1': ['norm_out.linear'],
};

/** The layer whose halves diffusers stacks in the other order: shift and scale. */
const swapped = 'final_layer.adaLN_modulation.1';

/** A layer of the original code, and the layers of diffusers that form it. */
export interface FluxLayer {
  readonly original: string;
  readonly parts: readonly string[];
  /** Whether diffusers has the rows' second half first. */
  readonly isSwapped: boolean;
}

const places = [
  ['double_blocks', 'transformer_blocks', inDouble],
  ['single_blocks', 'single_transformer_blocks', inSingle],
] as const;

/** The parts of Flux's names that contain a `_`, in the original code and in diffusers. */
export const fluxCompounds: readonly string[] = [
  ...places.flatMap(([original, diffusers]) => [original, diffusers]),
  ...[inDouble, inSingle, outside].flatMap((table) =>
    Object.entries(table).flatMap(([own, others]) =>
      [own, ...others].flatMap((name) => name.split('.')),
    ),
  ),
].filter((part) => part.includes('_'));

/** Finds a layer of Flux by its name in the original code or in diffusers. */
export function fluxLayer(name: string): FluxLayer | undefined {
  const [, list = '', index = '', rest = name] = /^(\w+_blocks)\.(\d+)\.(.+)$/.exec(name) ?? [];
  const of = (own: string, others: readonly string[], prefixes: readonly [string, string]) => ({
    original: prefixes[0] + own,
    parts: others.map((other) => prefixes[1] + other),
    isSwapped: own === swapped,
  });
  for (const [original, diffusers, table] of places)
    if (list === original || list === diffusers)
      for (const [own, others] of Object.entries(table))
        if (list === original ? own === rest : others.includes(rest))
          return of(own, others, [`${original}.${index}.`, `${diffusers}.${index}.`]);
  if (list !== '') return undefined;
  for (const [own, others] of Object.entries(outside))
    if (own === rest || others.includes(rest)) return of(own, others, ['', '']);
  return undefined;
}

const inBlocks = /^(?:double_blocks|single_blocks|single_transformer_blocks)\.\d/;

/**
 * Whose names the layers of a Flux have; undefined for other models. diffusers' `transformer_blocks` alone are no sign of a Flux.
 */
export function fluxNaming(names: readonly string[]): 'original' | 'diffusers' | undefined {
  if (!names.every((name) => fluxLayer(name))) return undefined;
  const sign = names.find((name) => inBlocks.test(name));
  if (sign === undefined) return undefined;
  return sign.startsWith('single_transformer') ? 'diffusers' : 'original';
}

/** The rows of each part of a layer: q, k and v of a single block are square, and its feed-forward part has the rest. */
export function rowsOfParts(
  { parts }: FluxLayer,
  { inFeatures, outFeatures }: { inFeatures: number; outFeatures: number },
): { start: number; rows: number }[] {
  const [, , , rest] = parts;
  let end = 0;
  return parts.map((part) => {
    const ofSquare = part === rest ? outFeatures - 3 * inFeatures : inFeatures;
    const rows = rest === undefined ? outFeatures / parts.length : ofSquare;
    end += rows;
    return { start: end - rows, rows };
  });
}
