import { frozen } from '@singlora/core';
import { openPainter, type Painter, type SamplerSetting } from '@singlora/dreambooth';
import type { DreamBoothRunConfig } from '@singlora/records';
import { withTrainable, type Trainable } from '@singlora/training';
import type { Studio } from './studio.ts';

type Drawing = DreamBoothRunConfig['drawing'];

/** What draws the pictures of all runs that train the same, with values of what is trained; the studio's. */
export const painterOf = (
  studio: Studio,
  drawing: Drawing,
  trainable: Trainable,
  passOf: SamplerSetting['passOf'],
): Painter =>
  studio.recordings.keep(withTrainable(computationOf(drawing), trainable), () =>
    opened(studio, drawing, passOf),
  );

/** What draws with the denoiser as it is; the studio's. */
export const untaughtPainter = (studio: Studio, drawing: Drawing): Painter =>
  studio.recordings.keep(computationOf(drawing), () =>
    opened(studio, drawing, () => ({ apply: frozen(studio.denoiser.slots) })),
  );

/** Of a studio's one model and codec. */
const computationOf = ({ steps, sampler, guidance }: Drawing) => ({
  of: [],
  by: ['painter', steps, sampler, guidance],
});

const opened = (
  studio: Studio,
  { steps, sampler, guidance }: Drawing,
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
