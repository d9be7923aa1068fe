const attention = ['to_q', 'to_k', 'to_v', 'to_out.0'];
const feedForward = ['ff.net.0.proj'];
const of = (module: string, parts: readonly string[]) => parts.map((part) => `${module}.${part}`);

/**
 * The linear layers within modules of these classes, for one transformer of diffusers' U-Nets, in order of registration.
 * The feed-forward part is last, or between the two attentions before diffusers 0.15.
 */
export function transformerLayers(classes: readonly string[], isOlder: boolean): string[] {
  const attends = classes.includes('Attention') || classes.includes('CrossAttention');
  const [first, second] = ['attn1', 'attn2'].map((name) => (attends ? of(name, attention) : []));
  const forward = classes.includes('GEGLU') ? feedForward : [];
  const parts = isOlder ? [first, forward, second] : [first, second, forward];
  return parts.flatMap((part) => part ?? []);
}

/** The linear layers of an attention of transformers' CLIP, in the order in which they are registered. */
export const clipLayers = of('self_attn', ['k_proj', 'v_proj', 'q_proj', 'out_proj']);

/** Stable Diffusion 1's and 2's transformers, in the order in which diffusers registers them: the middle comes last. */
export const stableDiffusionAttentions: readonly string[] = [
  ...[0, 1, 2].flatMap((block) => attentionsIn(`down_blocks.${block}`, 2)),
  ...[1, 2, 3].flatMap((block) => attentionsIn(`up_blocks.${block}`, 3)),
  ...attentionsIn('mid_block', 1),
];

function attentionsIn(block: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${block}.attentions.${i}.transformer_blocks.0`);
}

/** The modules of a model that have such a layer, in the order in which they are registered. */
export function modulesWith(layer: string, layerNames: readonly string[]): string[] {
  const ending = `.${layer}`;
  return layerNames
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort((a, b) => compare(placeOf(a), placeOf(b)));
}

const blocks = ['down_blocks', 'up_blocks', 'mid_block'];

/** The block and the indices in a module's name, to sort modules by. */
const placeOf = (name: string): number[] => [
  blocks.indexOf(name.split('.')[0] ?? ''),
  ...(name.match(/\d+/g) ?? []).map(Number),
];

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
