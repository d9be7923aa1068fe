import { trainedWhole } from '@singlora/core';
import { sampleLatents, tokenStates, type LatentCodec, type TextModel } from '@singlora/dreambooth';
import type { SchedulerConfig } from '@singlora/diffusion';
import type { UNet } from '@singlora/models';
import { contactSheet, encodePicture, fromFloats, type Picture } from '@singlora/pictures';
import { classNames, described, placed, sceneNames } from '@singlora/renderer';
import * as tf from '@tensorflow/tfjs-core';

/** A denoiser as it stands, and what its pictures are made with. */
export interface SampleJob {
  readonly model: UNet;
  /** in place of its own */
  readonly weights: UNet['weights'];
  readonly scheduler: SchedulerConfig;
  readonly codec: LatentCodec;
  readonly texts: TextModel;
  readonly noText: Float32Array;
  readonly tokens: number;
  /** pixels a side */
  readonly size: number;
  readonly signal: AbortSignal;
}

/** A picture of each class in each scene, a row a class, as a PNG; always from the same noise. */
export async function drawSamples(job: SampleJob): Promise<Uint8Array> {
  const { model, weights, scheduler, codec, texts, noText, tokens, size, signal } = job;
  const prompts = classNames.flatMap((name) =>
    sceneNames.map((scene) => placed(`a photo of ${described({ class: name })}`, scene)),
  );
  const side = size / codec.factor;
  const pictures: Picture[] = [];
  const drawn = sampleLatents({
    model,
    pass: { apply: trainedWhole(model.slots, weights), trained: weights },
    scheduler,
    steps: 20,
    guidance: 3,
    shape: { latents: [side, side, codec.channels], text: [tokens, noText.length / tokens] },
    prompts: await tokenStates(texts, prompts, tokens),
    noPrompt: noText,
    seed: 0,
    batchSize: 40,
    signal,
  });
  for await (const latents of drawn) {
    const decoded = tf.tidy(() =>
      codec.decode(tf.tensor4d(latents, [1, side, side, codec.channels])),
    );
    pictures.push(fromFloats(await decoded.data<'float32'>(), size, size));
    decoded.dispose();
  }
  return encodePicture(contactSheet(pictures, sceneNames.length), 'png');
}
