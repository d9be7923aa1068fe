import { frozen } from '@singlora/core';
import { openPainter, type Painter } from '@singlora/dreambooth';
import type { DreamBoothRunConfig } from '@singlora/records';
import { withTrainable } from '@singlora/training';
import type { Pupil } from './pupil.ts';
import type { Studio } from './studio.ts';

type Drawing = DreamBoothRunConfig['drawing'];

/** What draws the pictures of all runs that train the same, with values of what is trained; the studio's. */
export const painterOf = (studio: Studio, drawing: Drawing, pupil: Pupil): Painter =>
  studio.recordings.keep(withTrainable(computationOf(drawing), pupil.trainable), () =>
    opened(studio, drawing, pupil),
  );

/** What draws with the denoiser as it is; the studio's. */
export const untaughtPainter = (studio: Studio, drawing: Drawing): Painter =>
  studio.recordings.keep(computationOf(drawing), () =>
    opened(studio, drawing, {
      denoiser: studio.denoiser,
      passOf: () => ({ apply: frozen(studio.denoiser.slots) }),
    }),
  );

/** Of a studio's one model and codec; all of the model is trained in another of its copies. */
const computationOf = ({ steps, sampler, guidance }: Drawing) => ({
  of: [],
  by: ['painter', steps, sampler, guidance],
});

const opened = (
  studio: Studio,
  { steps, sampler, guidance }: Drawing,
  { denoiser, passOf }: Pick<Pupil, 'denoiser' | 'passOf'>,
): Painter =>
  openPainter({
    model: denoiser,
    passOf,
    scheduler: studio.pipeline.scheduler,
    codec: studio.codec,
    steps,
    sampler: sampler ?? studio.pipeline.drawing.sampler,
    guidance,
    shape: studio.shape,
    batchSize: studio.drawBatch,
  });
