import { frozen } from '@singlora/core';
import { openPainter, type Painter } from '@singlora/dreambooth';
import type { DreamBoothRunConfig } from '@singlora/records';
import { withTrainable } from '@singlora/training';
import type { Pupil } from './pupil.ts';
import type { Studio } from './studio.ts';

type Drawing = DreamBoothRunConfig['drawing'];

/** The painter for all runs that train the same, which draws with values of what is trained; the studio's. */
export const painterOf = (studio: Studio, drawing: Drawing, pupil: Pupil): Painter =>
  studio.recordings.keep(withTrainable(computationOf(drawing), pupil.trainable), () =>
    opened(studio, drawing, pupil),
  );

/** The painter that draws with the denoiser as it is; the studio's. */
export const untaughtPainter = (studio: Studio, drawing: Drawing): Painter =>
  studio.recordings.keep(computationOf(drawing), () =>
    opened(studio, drawing, {
      denoiser: studio.denoiser,
      passOf: () => ({ apply: frozen(studio.denoiser.slots) }),
    }),
  );

/** The values that decide a painter of a studio, which has one model and codec; runs that train all of the model do so in another copy. */
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
