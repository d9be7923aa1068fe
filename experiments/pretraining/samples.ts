import { trainedWhole } from '@singlora/core';
import { drawPictures, tokenStates, type LatentCodec, type TextModel } from '@singlora/dreambooth';
import type { SchedulerConfig } from '@singlora/diffusion';
import type { UNet } from '@singlora/models';
import { contactSheet, encodePicture, type Picture } from '@singlora/pictures';
import { classNames, described, placed, sceneNames } from '@singlora/renderer';

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
  /** in which each class is drawn */
  readonly sampleScenes: number;
  readonly signal: AbortSignal;
}

/** A picture of each class in each of some scenes, a row a class, as a PNG; always from the same noise. */
export async function drawSamples(job: SampleJob): Promise<Uint8Array> {
  const { model, weights, scheduler, codec, texts, noText, tokens, size, signal } = job;
  const scenes = sceneNames.slice(0, job.sampleScenes);
  const prompts = classNames.flatMap((name) =>
    scenes.map((scene) => placed(`a photo of ${described({ class: name })}`, scene)),
  );
  const side = size / codec.factor;
  const pictures: Picture[] = [];
  const drawn = drawPictures({
    model,
    pass: { apply: trainedWhole(model.slots, weights), trained: weights },
    scheduler,
    codec,
    steps: 20,
    guidance: 3,
    shape: { latents: [side, side, codec.channels], text: [tokens, noText.length / tokens] },
    prompts: await tokenStates(texts, prompts, tokens),
    noPrompt: noText,
    seed: 0,
    batchSize: 40,
    signal,
  });
  for await (const picture of drawn) pictures.push(picture);
  return encodePicture(contactSheet(pictures, scenes.length), 'png');
}
