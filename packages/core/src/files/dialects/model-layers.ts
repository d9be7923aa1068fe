import { spelledInDiffusers } from './kohya-names.ts';

/** The prefixes of the names of a pipeline's part in a checkpoint that holds several parts. */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  unet: ['model.diffusion_model.', 'diffusion_model.'],
  transformer: ['model.diffusion_model.', 'diffusion_model.'],
  // Stable Diffusion 1's and XL's.
  text_encoder: ['cond_stage_model.transformer.', 'conditioner.embedders.0.transformer.'],
};

/** A layer's name within its part, of which a checkpoint of several parts has more before it. */
export function nameInPart(name: string, part: string): string {
  const prefix = prefixes[part]?.find((each) => name.startsWith(each)) ?? '';
  return name.slice(prefix.length);
}

/**
 * Finds the layers of a model, or of a checkpoint of which it is a part, by their names in diffusers or in CompVis's code, with
 * dots or `_` for them.
 *
 * @param own what precedes the part's names in the adapter's file, and may in the checkpoint
 */
export function layerFinder(
  names: readonly string[],
  part: string,
  own = '',
): (name: string) => string | undefined {
  const known = [...(prefixes[part] ?? []), own];
  const spelled = new Map(
    names.map((name) => {
      const prefix = known.find((each) => name.startsWith(each)) ?? '';
      return [spelling(name.slice(prefix.length)), name];
    }),
  );
  return (name) => spelled.get(spelling(name));
}

/** A name without what distinguishes spellings of one layer; a text encoder's `text_model.` newer versions of transformers leave out. */
const spelling = (name: string): string =>
  spelledInDiffusers(name.replaceAll('.', '_')).replace(/^text_model_/, '');
