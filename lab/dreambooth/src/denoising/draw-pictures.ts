import type { Pass } from '@singlora/models';
import { fromFloats, type Picture } from '@singlora/pictures';
import * as tf from '@tensorflow/tfjs-core';
import type { LatentCodec } from '../latents/codec.ts';
import { openSampler, type SamplerSetting, type SamplingRequest } from './sample-latents.ts';

/** A sampler's setting, and the codec of its latents. */
interface PainterSetting extends SamplerSetting {
  readonly codec: LatentCodec;
}

/** Draws pictures repeatedly with one graph, which `dispose` frees. */
export interface Painter {
  /** A picture for each prompt, in their order. Throws the signal's reason between two steps once it is aborted. */
  draw(request: SamplingRequest): AsyncGenerator<Picture, void>;
  /** Frees the graph. */
  dispose(): void;
}

/** Throws as `openSampler`. */
export function openPainter(setting: PainterSetting): Painter {
  const { codec, shape } = setting;
  const [height, width, channels] = shape.latents;
  const sampler = openSampler(setting);
  return {
    async *draw(request) {
      for await (const latents of sampler.sample(request)) {
        const picture = tf.tidy(() =>
          codec.decode(tf.tensor4d(latents, [1, height, width, channels])),
        );
        const values = await picture.data<'float32'>();
        picture.dispose();
        yield fromFloats(values, width * codec.factor, height * codec.factor);
      }
    },
    dispose: () => sampler.dispose(),
  };
}

/** Pictures to draw once, and how. */
export interface DrawingJob
  extends Omit<PainterSetting, 'passOf'>, Omit<SamplingRequest, 'parameters' | 'u'> {
  readonly pass: Pass;
}

/** Draws once, as a `Painter` does. Throws as `openSampler`. */
export async function* drawPictures(job: DrawingJob): AsyncGenerator<Picture, void> {
  const painter = openPainter({ ...job, passOf: () => job.pass });
  try {
    yield* painter.draw({ ...job, parameters: {}, u: 1 });
  } finally {
    painter.dispose();
  }
}
