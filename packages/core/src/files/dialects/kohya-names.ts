import { compvisUnetLayer } from '../../formats/bytes.ts';
import { fluxCompounds } from './flux-names.ts';

/** The parts of layer names that contain a `_`, in diffusers' and CompVis's U-Nets, Flux, and transformers' CLIP. */
const compounds = [
  'down_blocks',
  'up_blocks',
  'mid_block',
  'transformer_blocks',
  'proj_in',
  'proj_out',
  'to_q',
  'to_k',
  'to_v',
  'to_out',
  'time_emb_proj',
  'time_embedding',
  'add_embedding',
  'linear_1',
  'linear_2',
  'conv_in',
  'conv_out',
  'conv_shortcut',
  'input_blocks',
  'middle_block',
  'output_blocks',
  'in_layers',
  'emb_layers',
  'out_layers',
  'skip_connection',
  'time_embed',
  'label_emb',
  'text_model',
  'text_projection',
  'self_attn',
  'q_proj',
  'k_proj',
  'v_proj',
  'out_proj',
  ...fluxCompounds,
];
const words =
  'op|out|qkv|lin|linear\\d?|modulation|attn|norm|attentions|resnets|downsamplers|upsamplers|attn\\d|ff|net|proj|norm\\d|conv\\d?|encoder|layers|mlp|fc\\d|\\d+';
const word = new RegExp(`(?:${compounds.join('|')}|${words})(?=_|$)`, 'y');

/** Restores the dots in a layer's name that has `_` for each; undefined where it holds unknown words. */
export function dotted(spelled: string): string | undefined {
  const parts: string[] = [];
  for (let at = 0; at <= spelled.length; at = word.lastIndex + 1) {
    word.lastIndex = at;
    const found = word.exec(spelled);
    if (!found) return undefined;
    parts.push(found[0]);
  }
  return parts.join('.');
}

/**
 * The name of a layer in diffusers, with `_` for every dot. kohya's scripts use CompVis's names for the layers of Stable
 * Diffusion XL's U-Net, and diffusers' names for others.
 */
export function spelledInDiffusers(spelled: string): string {
  const name = dotted(spelled);
  const found = name === undefined ? undefined : compvisUnetLayer(name);
  return found === undefined ? spelled : found.replaceAll('.', '_');
}
