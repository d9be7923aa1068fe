import { compvisUnetLayer } from '@singlora/core/formats/bytes';

/** The parts of Stable Diffusion that have weights, by their folders in diffusers. */
export const weightParts = ['unet', 'vae', 'text_encoder'] as const;
/** One of the parts that have weights. */
export type WeightPart = (typeof weightParts)[number];

/** The weights of a checkpoint by diffusers' names: for each part a map from these to the checkpoint's own. */
export interface CompVisNames {
  readonly parts: Readonly<Record<WeightPart, ReadonlyMap<string, string>>>;
  /** Names that are not weights of these parts. */
  readonly unknown: readonly string[];
}

type Rename = readonly [pattern: RegExp, name: string | ((...found: string[]) => string)];

const prefixes: readonly (readonly [prefix: string, part: WeightPart])[] = [
  ['model.diffusion_model.', 'unet'],
  ['first_stage_model.', 'vae'],
  ['cond_stage_model.transformer.', 'text_encoder'],
];

/** Names of tensors that are not weights: tables from the schedule, averages, training state, position ids. */
const ignored =
  /^(model_ema\.|(betas|logvar|lvlb_weights)$|(alphas|sqrt|log|posterior)_\w+$|cond_stage_model\.(logit_scale|.*position_ids$|transformer\.(visual|text_projection|logit_scale))|first_stage_model\.loss\.)/;

/** How many input blocks a level has, including its downsampler: the first downsampler ends the first level. */
function blocksOfLevel(names: readonly string[]): number {
  const numbers = (pattern: RegExp) =>
    names.flatMap((name) => {
      const found = pattern.exec(name)?.[1];
      return found === undefined ? [] : [Number(found)];
    });
  const downsamplers = numbers(/^input_blocks\.(\d+)\.0\.op\.weight$/);
  return downsamplers.length > 0
    ? Math.min(...downsamplers)
    : Math.max(0, ...numbers(/^input_blocks\.(\d+)\./)) + 1;
}

function unetNames(names: readonly string[]): readonly Rename[] {
  const perLevel = blocksOfLevel(names);
  const rename = (_: string, layer = '', kind = ''): string => {
    const name = compvisUnetLayer(layer, perLevel);
    return name === undefined ? '' : `${name}.${kind}`;
  };
  return [[/^(.*)\.(weight|bias)$/, rename]];
}

function vaeNames(names: readonly string[]): readonly Rename[] {
  const ups = names.map((name) => Number(/^decoder\.up\.(\d+)\./.exec(name)?.[1] ?? 0));
  const last = ups.reduce((most, level) => Math.max(most, level), 0);
  const attention: Readonly<Record<string, string>> = { norm: 'group_norm', proj_out: 'to_out.0' };
  const inner = (rest: string): string => rest.replace(/^nin_shortcut\./, 'conv_shortcut.');
  return [
    [/^((?:post_)?quant_conv\.(?:weight|bias))$/, '$1'],
    [/^((?:en|de)coder)\.(conv_in|conv_out)\.(weight|bias)$/, '$1.$2.$3'],
    [/^((?:en|de)coder)\.norm_out\.(weight|bias)$/, '$1.conv_norm_out.$2'],
    [
      /^((?:en|de)coder)\.mid\.block_([12])\.(.*)$/,
      (_, side, i, rest = '') => `${side}.mid_block.resnets.${Number(i) - 1}.${inner(rest)}`,
    ],
    [
      /^((?:en|de)coder)\.mid\.attn_1\.(norm|q|k|v|proj_out)\.(weight|bias)$/,
      (_, side, name = '', kind) =>
        `${side}.mid_block.attentions.0.${attention[name] ?? `to_${name}`}.${kind}`,
    ],
    [
      /^encoder\.down\.(\d+)\.block\.(\d+)\.(.*)$/,
      (_, level, i, rest = '') => `encoder.down_blocks.${level}.resnets.${i}.${inner(rest)}`,
    ],
    [
      /^encoder\.down\.(\d+)\.downsample\.conv\.(weight|bias)$/,
      'encoder.down_blocks.$1.downsamplers.0.conv.$2',
    ],
    [
      /^decoder\.up\.(\d+)\.block\.(\d+)\.(.*)$/,
      (_, level, i, rest = '') =>
        `decoder.up_blocks.${last - Number(level)}.resnets.${i}.${inner(rest)}`,
    ],
    [
      /^decoder\.up\.(\d+)\.upsample\.conv\.(weight|bias)$/,
      (_, level, kind) => `decoder.up_blocks.${last - Number(level)}.upsamplers.0.conv.${kind}`,
    ],
  ];
}

/** Some files lack the inner `text_model.`. */
const textNames: readonly Rename[] = [
  [/^(text_model\..*)$/, '$1'],
  [/^((?:embeddings|encoder|final_layer_norm)\..*)$/, 'text_model.$1'],
];

const renamings = { unet: unetNames, vae: vaeNames, text_encoder: () => textNames };

function renamed(name: string, renames: readonly Rename[]): string | undefined {
  const rename = renames.find(([pattern]) => pattern.test(name));
  return rename && (name.replace(rename[0], rename[1] as string) || undefined);
}

/**
 * diffusers' names for the weights of a single-file Stable Diffusion checkpoint, whose names are those of the original
 * code, CompVis's; converted as in `diffusers.loaders.single_file_utils`. Levels and layers are derived from the names.
 */
export function compvisNames(names: readonly string[]): CompVisNames {
  const parts = {
    unet: new Map<string, string>(),
    vae: new Map<string, string>(),
    text_encoder: new Map<string, string>(),
  };
  const unknown = new Set(names.filter((name) => !ignored.test(name)));
  for (const [prefix, part] of prefixes) {
    const own = [...unknown].filter((name) => name.startsWith(prefix));
    const inner = own.map((name) => name.slice(prefix.length));
    const renames = renamings[part](inner);
    own.forEach((source, i) => {
      const name = renamed(inner[i] as string, renames);
      if (name === undefined || parts[part].has(name)) return;
      parts[part].set(name, source);
      unknown.delete(source);
    });
  }
  return { parts, unknown: [...unknown] };
}
