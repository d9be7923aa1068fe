import { noVariant } from './errors.ts';
import type { WeightPart } from './compvis-names.ts';

const diffusersStems = [
  ['diffusion_pytorch_model', 'safetensors'],
  ['diffusion_pytorch_model', 'bin'],
] as const;
/** The names of each part's weights: diffusers', transformers', and those of pickles. */
const stems: Readonly<Record<WeightPart, readonly (readonly [stem: string, ending: string])[]>> = {
  unet: diffusersStems,
  vae: diffusersStems,
  text_encoder: [
    ['model', 'safetensors'],
    ['pytorch_model', 'bin'],
  ],
};

/** The names of one file or of an index of shards, in order of preference; both positions of a variant in names are in use. */
function candidates(part: WeightPart, variant: string | undefined): string[] {
  const dotted = variant === undefined ? '' : `.${variant}`;
  return stems[part].flatMap(([stem, ending]) => [
    `${stem}${dotted}.${ending}`,
    `${stem}.${ending}.index${dotted}.json`,
    `${stem}${dotted}.${ending}.index.json`,
  ]);
}

/** The variants among a folder's files, such as `fp16`. */
function variantsIn(part: WeightPart, names: readonly string[]): string[] {
  const found = names.flatMap((name) =>
    stems[part].flatMap(([stem, ending]) => {
      if (!name.startsWith(`${stem}.`)) return [];
      const rest = name.slice(stem.length + 1);
      const before = new RegExp(`^(\\w+)\\.${ending}(\\.index\\.json)?$`).exec(rest)?.[1];
      const within = new RegExp(`^${ending}\\.index\\.(\\w+)\\.json$`).exec(rest)?.[1];
      return [before ?? within ?? []].flat();
    }),
  );
  return [...new Set(found)];
}

/**
 * The file of a part's weights, or the index of its shards. Without a requested variant the plain file is taken, or
 * else the only variant, with a notice.
 *
 * @param names the files in the part's folder
 * @throws HubError `HUB_WEIGHTS` where there is none, or the choice is ambiguous
 */
export function weightsName(
  where: string,
  part: WeightPart,
  names: readonly string[],
  variant: string | undefined,
  onNotice: (line: string) => void,
): string {
  const find = (wanted: string | undefined) =>
    candidates(part, wanted).find((name) => names.includes(name));
  const found = find(variant);
  if (found !== undefined) return found;
  const variants = variantsIn(part, names);
  const [only, ...others] = variants;
  const instead = variant === undefined && others.length === 0 ? find(only) : undefined;
  if (only === undefined || instead === undefined) throw noVariant(where, part, variant, variants);
  onNotice(`${where} has the weights of ${part} only as ${only}: ${part}/${instead} is taken`);
  return instead;
}
