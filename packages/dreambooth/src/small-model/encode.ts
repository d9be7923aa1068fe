import { setImmediate } from 'node:timers/promises';
import type { RandomSource } from '@singlora/core';
import * as tf from '@tensorflow/tfjs-core';
import type { DenoisingExample } from '../denoising/example.ts';
import { tokenStates, type TextModel } from '../denoising/token-states.ts';
import type { LatentCodec } from '../latents/codec.ts';
import { pixelsOf } from '../pixels.ts';
import type { CaptionedPicture } from './rendered.ts';

/** Pictures to encode, and with what. */
export interface EncodingJob {
  readonly count: number;
  /** asked for once each, in order */
  readonly pictureAt: (i: number) => CaptionedPicture;
  readonly codec: LatentCodec;
  readonly random: RandomSource;
  readonly texts: TextModel;
  /** of a text that are read */
  readonly tokens: number;
  readonly signal?: AbortSignal | undefined;
}

const batchSize = 128;

/**
 * Examples of pictures and their captions. A few pictures are held at a time, and latents and texts stay.
 * Throws the signal's reason between two batches once it is aborted.
 */
export async function encodeExamples(job: EncodingJob): Promise<DenoisingExample[]> {
  const { count, pictureAt, codec, random, signal } = job;
  const latents: Float32Array[] = [];
  const captions: string[] = [];
  for (let from = 0; from < count; from += batchSize) {
    await setImmediate(); // lets signals and timers in
    signal?.throwIfAborted();
    const length = Math.min(batchSize, count - from);
    const some = Array.from({ length }, (_, i) => pictureAt(from + i));
    const encoded = tf.tidy(() =>
      codec.encode(pixelsOf(some.map(({ picture }) => picture)), random),
    );
    const values = await encoded.data<'float32'>();
    encoded.dispose();
    const size = values.length / length;
    latents.push(...some.map((_, i) => values.slice(i * size, (i + 1) * size)));
    captions.push(...some.map(({ caption }) => caption));
  }
  const states = await tokenStates(job.texts, captions, job.tokens);
  return latents.map((own, i) => ({ latents: own, text: states[i] as Float32Array }));
}
