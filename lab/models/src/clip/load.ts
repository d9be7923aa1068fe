import type { Architecture, Blueprint } from '../blueprint.ts';
import { describedBlueprint } from '../blueprint.ts';
import type { CheckpointOptions } from '../checkpoint.ts';
import { loadModel, type ModelFiles } from '../load.ts';
import type { Model } from '../model.ts';
import { clipTowers, readClip, type ClipNetwork } from './clip.ts';
import { readClipText, type PromptEncoderNetwork } from './text.ts';

/** CLIP's text encoder, such as Stable Diffusion's. */
export type PromptEncoder = Model & PromptEncoderNetwork;

/** CLIP: comparable embeddings of texts and pictures. */
export type Clip = Model & ClipNetwork;

const promptEncoders: readonly Architecture<Blueprint<PromptEncoderNetwork>>[] = [
  { modelTypes: ['clip_text_model'], read: readClipText },
  {
    modelTypes: ['clip'],
    read(source, json) {
      const { text } = clipTowers(source, json);
      const others = [/^vision_model\./, /^visual_projection\./, /^logit_scale$/];
      return { ...text, ignored: [...text.ignored, ...others] };
    },
  },
];

/**
 * Loads a text encoder: a `CLIPTextModel` with or without a projection, as in the `text_encoder` folder
 * of Stable Diffusion, or the text tower of a whole CLIP.
 * @throws {ModelError} for another model, a configuration that cannot be run, or weights that do not fit
 */
export const loadPromptEncoder = (
  files: ModelFiles,
  options?: CheckpointOptions,
): Promise<PromptEncoder> =>
  loadModel(files, (source, json) => describedBlueprint(promptEncoders, source, json), options);

/**
 * Loads a whole CLIP, both towers with their projections.
 * @throws {ModelError} for another model, a configuration that cannot be run, or weights that do not fit
 */
export const loadClip = (files: ModelFiles, options?: CheckpointOptions): Promise<Clip> =>
  loadModel(
    files,
    (source, json) => describedBlueprint([{ modelTypes: ['clip'], read: readClip }], source, json),
    options,
  );
