import { frozen } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { PictureEncoder } from '../scores/encoders.ts';
import { readyBatches } from '../scores/ready.ts';
import type { NamedPicture } from '../subjects/read.ts';
import { attributes, type Attribute } from './config.ts';
import type { JudgeModel } from './network.ts';

/** A judge's word for each attribute of a picture: the likeliest. */
export type JudgedPicture = Readonly<Record<Attribute, string>>;

const batchSize = 64;

/** A judge's words for each picture in turn. */
export async function judgePictures(
  {
    network,
    slots,
    processor,
  }: Pick<PictureEncoder, 'slots' | 'processor'> & {
    readonly network: JudgeModel;
  },
  pictures: Iterable<NamedPicture> | AsyncIterable<NamedPicture>,
): Promise<JudgedPicture[]> {
  const pass = { apply: frozen(slots) };
  const judged: JudgedPicture[] = [];
  for await (const { values, shape } of readyBatches(processor, pictures, batchSize)) {
    const likeliest = tf.tidy(() => {
      const { logits } = network.judge(network.features(tf.tensor4d(values, shape), pass), pass);
      return attributes.map((name) => [name, tf.argMax(logits[name], 1).dataSync()] as const);
    });
    for (let i = 0; i < shape[0]; i++) {
      const words = likeliest.map(([name, word]) => {
        return [name, network.settings.labels[name][word[i] as number]] as const;
      });
      judged.push(Object.fromEntries(words) as JudgedPicture);
    }
  }
  return judged;
}
