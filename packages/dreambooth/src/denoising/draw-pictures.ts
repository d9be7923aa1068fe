import { fromFloats, type Picture } from '@singlora/pictures';
import * as tf from '@tensorflow/tfjs-core';
import type { LatentCodec } from '../latents/codec.ts';
import type { DenoisingShape } from './example.ts';
import {
  openSampler,
  sampleLatents,
  type SamplerSetting,
  type SamplingJob,
  type SamplingRequest,
} from './sample-latents.ts';

/** Pictures to draw, and the codec of their latents. */
export interface DrawingJob extends SamplingJob {
  readonly codec: LatentCodec;
}

/** A picture for each prompt, in their order. Throws as `sampleLatents`. */
export const drawPictures = (job: DrawingJob): AsyncGenerator<Picture, void> =>
  decoded(sampleLatents(job), job.codec, job.shape);

/** Draws pictures repeatedly with one graph, which `dispose` frees. */
export interface Painter {
  /** A picture for each prompt, in their order. Throws the signal's reason between two steps once it is aborted. */
  draw(request: SamplingRequest): AsyncGenerator<Picture, void>;
  /** Frees the graph. */
  dispose(): void;
}

/** Throws as `openSampler`. */
export function openPainter(setting: SamplerSetting & { readonly codec: LatentCodec }): Painter {
  const sampler = openSampler(setting);
  return {
    draw: (request) => decoded(sampler.sample(request), setting.codec, setting.shape),
    dispose: () => sampler.dispose(),
  };
}

async function* decoded(
  pictures: AsyncIterable<Float32Array>,
  codec: LatentCodec,
  { latents: [height, width, channels] }: DenoisingShape,
): AsyncGenerator<Picture, void> {
  for await (const latents of pictures) {
    const picture = tf.tidy(() => codec.decode(tf.tensor4d(latents, [1, height, width, channels])));
    const values = await picture.data<'float32'>();
    picture.dispose();
    yield fromFloats(values, width * codec.factor, height * codec.factor);
  }
}
