import { fromFloats, type Picture } from '@singlora/pictures';
import * as tf from '@tensorflow/tfjs-core';
import type { LatentCodec } from '../latents/codec.ts';
import { sampleLatents, type SamplingJob } from './sample-latents.ts';

/** Pictures to draw, and the codec of their latents. */
export interface DrawingJob extends SamplingJob {
  readonly codec: LatentCodec;
}

/** A picture for each prompt, in their order. Throws as `sampleLatents`. */
export async function* drawPictures(job: DrawingJob): AsyncGenerator<Picture, void> {
  const { codec, shape } = job;
  const [height, width] = shape.latents;
  for await (const latents of sampleLatents(job)) {
    const decoded = tf.tidy(() => codec.decode(tf.tensor4d(latents, [1, ...shape.latents])));
    const values = await decoded.data<'float32'>();
    decoded.dispose();
    yield fromFloats(values, width * codec.factor, height * codec.factor);
  }
}
