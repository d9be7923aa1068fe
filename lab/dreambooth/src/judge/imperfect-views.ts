import type { RandomSource } from '@singlora/core';
import { fromFloats } from '@singlora/pictures';
import * as tf from '@tensorflow/tfjs-core';
import type { LatentCodec } from '../latents/codec.ts';
import type { SubjectViews } from './batch.ts';
import { pixelsOf } from '../pixels.ts';
import { imperfect } from './imperfect.ts';
import type { JudgedView } from './views.ts';

/** How views are degraded. */
export interface ViewNoise {
  readonly codec: LatentCodec;
  /** the standard deviation of the latents' noise */
  readonly deviation: number;
  readonly random: RandomSource;
}

/** Views of subjects, with pictures that went through a codec with noise on the latents. */
export const imperfectViews = (
  subjects: readonly SubjectViews[],
  noise: ViewNoise,
): SubjectViews[] =>
  subjects.map((views) =>
    views.map((view) => ({ ...view, picture: imperfectPicture(view, noise) })),
  );

function imperfectPicture({ picture }: JudgedView, { codec, deviation, random }: ViewNoise) {
  const { width, height } = picture;
  const floats = tf.tidy(() => {
    return imperfect(
      pixelsOf([picture]),
      { codec, noise: [deviation] },
      random,
    ).dataSync<'float32'>();
  });
  return fromFloats(floats, width, height);
}
