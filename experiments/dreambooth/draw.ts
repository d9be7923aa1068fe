import { drawPictures } from '@singlora/dreambooth';
import type { Pass } from '@singlora/models';
import type { Picture } from '@singlora/pictures';
import type { DreamBoothRunConfig } from '@singlora/records';
import type { Studio } from './studio.ts';

/** Pictures to draw. */
export interface DrawJob {
  readonly prompts: readonly string[];
  /** of the pictures, which with seed and series make their noise; 0, 1, … unless given */
  readonly numbers?: readonly number[];
  readonly series: string;
  /** how the denoiser runs */
  readonly pass: Pass;
  readonly drawing: DreamBoothRunConfig['drawing'];
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** A picture for each prompt, in their order. */
export async function* draw(
  studio: Studio,
  { prompts, pass, drawing, ...job }: DrawJob,
): AsyncGenerator<Picture, void> {
  yield* drawPictures({
    model: studio.denoiser,
    pass,
    scheduler: studio.pipeline.scheduler,
    codec: studio.codec,
    steps: drawing.steps,
    ...(drawing.sampler !== null && { sampler: drawing.sampler }),
    guidance: drawing.guidance,
    shape: studio.shape,
    prompts: await studio.prompts.of(prompts),
    noPrompt: studio.noPrompt,
    batchSize: Math.min(studio.drawBatch, prompts.length),
    ...job,
  });
}
