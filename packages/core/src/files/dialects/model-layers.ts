import { ambiguousName } from '../../errors.ts';
import { spelledInDiffusers } from './kohya-names.ts';

// Stable Diffusion 1's and XL's.
const ofFirstText = ['cond_stage_model.transformer.', 'conditioner.embedders.0.transformer.'];

/** The prefixes of the names of a pipeline's part in a checkpoint that holds several parts. */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  unet: ['model.diffusion_model.', 'diffusion_model.'],
  transformer: ['model.diffusion_model.', 'diffusion_model.'],
  text_encoder: ofFirstText,
  text_encoder_1: ofFirstText,
};

/** A layer's name within its part, without the prefix that a checkpoint of several parts has. */
export function nameInPart(name: string, part: string): string {
  const prefix = prefixes[part]?.find((each) => name.startsWith(each)) ?? '';
  return name.slice(prefix.length);
}

/**
 * Finds the layers of a model, alone or in a checkpoint of several parts, by their names in diffusers or in CompVis's code,
 * with dots or `_`.
 *
 * @param own the prefix of the part's names in the adapter's file, and possibly in the checkpoint
 * @returns a function, which throws a CoreError where several of the names are spelled alike
 */
export function layerFinder(
  names: readonly string[],
  part: string,
  own = '',
): (name: string) => string | undefined {
  const known = [...(prefixes[part] ?? []), own];
  const spelled = new Map<string, string[]>();
  for (const name of names) {
    const prefix = known.find((each) => name.startsWith(each)) ?? '';
    const key = spelling(name.slice(prefix.length));
    spelled.set(key, [...(spelled.get(key) ?? []), name]);
  }
  return (name) => {
    const [only, ...others] = spelled.get(spelling(name)) ?? [];
    if (only !== undefined && others.length > 0) throw ambiguousName(name, [only, ...others]);
    return only;
  };
}

/**
 * A name without the differences between spellings of one layer; newer versions of transformers leave out a text encoder's `text_model.`.
 */
const spelling = (name: string): string =>
  spelledInDiffusers(name.replaceAll('.', '_')).replace(/^text_model_/, '');
