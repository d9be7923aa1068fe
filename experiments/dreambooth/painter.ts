import { frozen } from '@singlora/core';
import { openPainter, type Painter, type SamplerSetting } from '@singlora/dreambooth';
import type { DreamBoothRunConfig } from '@singlora/records';
import type { Studio } from './studio.ts';

/** What draws a run's pictures: one graph for all of them. */
export const painterOf = (
  studio: Studio,
  { steps, sampler, guidance }: DreamBoothRunConfig['drawing'],
  passOf: SamplerSetting['passOf'],
): Painter =>
  openPainter({
    model: studio.denoiser,
    passOf,
    scheduler: studio.pipeline.scheduler,
    codec: studio.codec,
    steps,
    sampler: sampler ?? studio.pipeline.drawing.sampler,
    guidance,
    shape: studio.shape,
    batchSize: studio.drawBatch,
  });

/** The denoiser as it is. */
export const untaught =
  ({ denoiser }: Studio): SamplerSetting['passOf'] =>
  () => ({ apply: frozen(denoiser.slots) });
