import { frozen } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { PictureEncoder } from '../scores/encoders.ts';
import { readyBatches } from '../scores/ready.ts';
import type { NamedPicture } from '../subjects/read.ts';
import { attributes, type Attribute } from './config.ts';
import type { JudgeModel } from './network.ts';

/** The probability of each word for one attribute of a picture; they sum to 1. */
export interface Likelihoods {
  /** The likeliest word. */
  readonly word: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** A judge's words for a picture. */
export interface JudgedPicture {
  readonly name: string;
  readonly attributes: Readonly<Record<Attribute, Likelihoods>>;
}

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
  for await (const { names, values, shape } of readyBatches(processor, pictures, batchSize)) {
    const likely = tf.tidy(() => {
      const { logits } = network.judge(network.features(tf.tensor4d(values, shape), pass), pass);
      return attributes.map((name) => [name, tf.softmax(logits[name]).arraySync()] as const);
    });
    names.forEach((name, i) => {
      const each = likely.map(([attribute, rows]) => {
        const labels = network.settings.labels[attribute];
        return [attribute, likelihoods(labels, rows[i] as number[])] as const;
      });
      judged.push({ name, attributes: Object.fromEntries(each) as JudgedPicture['attributes'] });
    });
  }
  return judged;
}

function likelihoods(labels: readonly string[], values: readonly number[]): Likelihoods {
  return {
    word: labels[values.indexOf(Math.max(...values))] as string,
    probabilities: Object.fromEntries(labels.map((label, i) => [label, values[i] as number])),
  };
}
