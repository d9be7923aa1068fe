import { trainedWhole } from '@singlora/core';
import {
  drawPictures,
  judgeFolder,
  loadJudge,
  tokenStates,
  type LatentCodec,
  type NamedPicture,
  type TextModel,
} from '@singlora/dreambooth';
import type { SchedulerConfig, UNet } from '@singlora/models';
import {
  classNames,
  contactSheet,
  described,
  encodePicture,
  placed,
  sceneNames,
} from '@singlora/pictures';
import type { PretrainingSummary } from '@singlora/records';
import { mean } from '@singlora/statistics';

/** A denoiser in its current state, and what else its pictures need. */
interface SampleJob {
  readonly model: UNet;
  /** the weights that replace its own */
  readonly weights: UNet['weights'];
  readonly scheduler: SchedulerConfig;
  readonly codec: LatentCodec;
  readonly texts: TextModel;
  readonly noText: Float32Array;
  readonly tokens: number;
  /** pixels a side */
  readonly size: number;
  /** the number of scenes in which each class is drawn */
  readonly sampleScenes: number;
  readonly signal: AbortSignal;
}

/** A picture, and what it should show. */
export interface DrawnSample extends NamedPicture {
  readonly class: string;
  readonly scene: string;
}

/** A picture of each class in each of some scenes, always from this seed's noise. */
export async function drawSamples(job: SampleJob, seed = 0): Promise<DrawnSample[]> {
  const { model, weights, scheduler, codec, texts, noText, tokens, size, signal } = job;
  const scenes = sceneNames.slice(0, job.sampleScenes);
  const asked = classNames.flatMap((name) => scenes.map((scene) => ({ class: name, scene })));
  const prompts = asked.map((one) =>
    placed(`a photo of ${described({ class: one.class })}`, one.scene),
  );
  const side = size / codec.factor;
  const samples: DrawnSample[] = [];
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
    seed,
    batchSize: 40,
    signal,
  });
  for await (const picture of drawn) {
    const one = asked[samples.length] as (typeof asked)[number];
    samples.push({ ...one, name: `${one.class}, ${one.scene}`, picture });
  }
  return samples;
}

/** The pictures of {@link drawSamples} as a PNG, one row per class. */
export function samplesSheet(samples: readonly DrawnSample[]): Promise<Uint8Array> {
  const scenes = new Set(samples.map(({ scene }) => scene));
  const pictures = samples.map(({ picture }) => picture);
  return encodePicture(contactSheet(pictures, scenes.size), 'png');
}

/** The shares of samples in which a judge sees the requested class and scene. */
export async function seenIn(
  samples: readonly DrawnSample[],
): Promise<Pick<PretrainingSummary, 'samples' | 'sampleClass' | 'sampleScene'>> {
  const judge = await loadJudge(judgeFolder);
  try {
    const seen = await judge.attributes(samples);
    const share = (attribute: 'class' | 'scene') =>
      mean(samples.map((sample, i) => Number(seen[i]?.[attribute] === sample[attribute])));
    return {
      samples: samples.length,
      sampleClass: share('class'),
      sampleScene: share('scene'),
    };
  } finally {
    judge.dispose();
  }
}
