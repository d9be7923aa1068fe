import type { DenoisingExample } from '../denoising/example.ts';
import { tokenStates, type TextModel } from '../denoising/token-states.ts';
import { encodePictures, type EncodingJob } from '../latents/encode-pictures.ts';
import type { CaptionedPicture } from './rendered.ts';

/** Pictures with captions to encode, the codec and the text model. */
export interface CaptionedJob extends Omit<EncodingJob, 'pictureAt' | 'batchSize'> {
  /** gives picture i; asked for each once, in order */
  readonly pictureAt: (i: number) => CaptionedPicture;
  readonly texts: TextModel;
  /** the number of tokens read from a text */
  readonly tokens: number;
}

/** Examples of pictures and their captions. Only a few pictures are in memory at a time; latents and texts are kept. */
export async function encodeExamples({
  pictureAt,
  texts,
  tokens,
  ...job
}: CaptionedJob): Promise<DenoisingExample[]> {
  const captions: string[] = [];
  const latents = await encodePictures({
    ...job,
    batchSize: 128,
    pictureAt(i) {
      const { picture, caption } = pictureAt(i);
      captions.push(caption);
      return picture;
    },
  });
  const states = await tokenStates(texts, captions, tokens);
  return latents.map((own, i) => ({ latents: own, text: states[i] as Float32Array }));
}
