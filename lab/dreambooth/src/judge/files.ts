import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedTensors } from '@singlora/core/kernels';
import { loadModel, readImageProcessor, saveModel } from '@singlora/models';
import type { PictureEncoder } from '../scores/encoders.ts';
import type { NamedPicture } from '../subjects/read.ts';
import { judgePictures, type JudgedPicture } from './attributes.ts';
import { readJudge, type JudgeModel } from './network.ts';

const weightsFile = 'model.safetensors';

/** The folder of the judge that comes with this package, made by `experiments:train-judge`. */
export const judgeFolder = fileURLToPath(new URL('../../weights/judge', import.meta.url));

/** A judge of rendered pictures: an encoder whose embeddings distinguish subjects, with words for a picture's attributes. */
export interface Judge extends PictureEncoder {
  readonly network: JudgeModel;
  /** SHA-256 of the weights' file. */
  readonly sha256: string;
  /** The likeliest words for each picture in turn. Pictures of another size are resized. */
  attributes(
    pictures: Iterable<NamedPicture> | AsyncIterable<NamedPicture>,
  ): Promise<JudgedPicture[]>;
  /** Frees its weights. */
  dispose(): void;
}

/** Writes a judge's `config.json` and, in half precision, its weights: the model's own or others with the same names. */
export async function saveJudge(
  folder: string,
  model: JudgeModel,
  weights: NamedTensors = model.weights,
): Promise<void> {
  const files = { config: model.settings, file: weightsFile };
  await saveModel(folder, files, model, { weights, half: true });
}

/**
 * Loads what {@link saveJudge} wrote.
 *
 * @throws ModelError or FormatError for missing or invalid files
 */
export async function loadJudge(folder: string): Promise<Judge> {
  const path = join(folder, weightsFile);
  const model = await loadModel(
    { config: { path: join(folder, 'config.json') }, weights: { path } },
    readJudge,
  );
  const sha256 = hash('sha256', await readFile(path));
  return judgeOf(model, sha256);
}

/** A judge from a model, which it frees. */
export function judgeOf(model: JudgeModel, sha256: string): Judge {
  const processor = readImageProcessor("The judge's pictures", {
    image_processor_type: 'ViTImageProcessor',
    size: model.settings.image_size,
  });
  const encoder = { network: model, slots: model.slots, processor };
  return {
    ...encoder,
    sha256,
    attributes: (pictures) => judgePictures(encoder, pictures),
    dispose: () => model.dispose(),
  };
}
