import type { Draw } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import type { LatentCodec } from '../latents/codec.ts';
import { pixelsOf } from '../pixels.ts';
import { attributes, type Attribute, type JudgeConfig } from './config.ts';
import { imperfect } from './imperfect.ts';
import { rightLabels } from './labels.ts';
import type { JudgedView } from './views.ts';

/** Pictures with their true labels. */
export type JudgeBatch = {
  /** `[rows, size, size, 3]` in [−1, 1] */
  pixels: tf.Tensor4D;
  /** The subject of each picture as a number, int32 `[rows]`. */
  subject: tf.Tensor1D;
} & Record<Attribute, tf.Tensor1D>;

/** The share of the training pictures that are degraded, and how much. */
export interface Augmentation {
  readonly codec: LatentCodec;
  readonly share: number;
  /** The largest standard deviation of the latents' noise; each picture's is uniform from 0 to this. */
  readonly noise: number;
}

/** The views of one subject. */
export type SubjectViews = readonly JudgedView[];

/** The batch of some subjects. With a `draw` some pictures are degraded, by the streams `imperfect` and `noise`. */
export function judgeBatch(
  subjects: readonly SubjectViews[],
  config: Pick<JudgeConfig, 'labels'>,
  augmenting?: { readonly by: Augmentation; readonly draw: Draw },
): JudgeBatch {
  const views = subjects.flat();
  const pixels = tf.tidy(() => {
    const whole = pixelsOf(views.map(({ picture }) => picture));
    if (!augmenting) return whole;
    const { by, draw } = augmenting;
    const choice = draw('imperfect');
    const noise = views.map(() => {
      const [chosen, deviation] = [choice.uniform() < by.share, choice.uniform() * by.noise];
      return chosen ? deviation : undefined;
    });
    return imperfect(whole, { codec: by.codec, noise }, draw('noise'));
  });
  const right = rightLabels(config, views);
  const numbers = (values: readonly number[]) => tf.tensor1d([...values], 'int32');
  const labels = attributes.map((name) => [name, numbers(right[name])] as const);
  return {
    pixels,
    subject: numbers(subjects.flatMap((own, i) => own.map(() => i))),
    ...(Object.fromEntries(labels) as Record<Attribute, tf.Tensor1D>),
  };
}
