import { setImmediate } from 'node:timers/promises';
import type { RandomSource } from '@singlora/core';
import type { Picture } from '@singlora/pictures';
import * as tf from '@tensorflow/tfjs-core';
import { pixelsOf } from '../pixels.ts';
import type { LatentCodec } from './codec.ts';

/** Pictures to encode, and the codec. */
export interface EncodingJob {
  readonly count: number;
  /** gives picture i; asked for each once, in order */
  readonly pictureAt: (i: number) => Picture;
  readonly codec: LatentCodec;
  readonly random: RandomSource;
  /** pictures at a time */
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The latents of pictures of one size, `[height, width, channels]` each. Throws the signal's reason between two batches
 * once it is aborted.
 */
export async function encodePictures({
  count,
  pictureAt,
  codec,
  random,
  batchSize,
  signal,
}: EncodingJob): Promise<Float32Array[]> {
  const latents: Float32Array[] = [];
  for (let from = 0; from < count; from += batchSize) {
    await setImmediate(); // lets signals and timers in
    signal?.throwIfAborted();
    const length = Math.min(batchSize, count - from);
    const some = Array.from({ length }, (_, i) => pictureAt(from + i));
    const encoded = tf.tidy(() => codec.encode(pixelsOf(some), random));
    const values = await encoded.data<'float32'>();
    encoded.dispose();
    const size = values.length / length;
    latents.push(...some.map((_, i) => values.slice(i * size, (i + 1) * size)));
  }
  return latents;
}
