import { frozen } from '@singlora/core';
import { openPainter, type Painter } from '@singlora/dreambooth';
import type { DreamBoothRunConfig } from '@singlora/records';
import { withTrainable } from '@singlora/training';
import type { Pupil } from './pupil.ts';
import type { Studio } from './studio.ts';

type Drawing = DreamBoothRunConfig['drawing'];

/** The studio's painter for all runs that train the same parameters, which it takes as inputs. */
export const painterOf = (studio: Studio, drawing: Drawing, pupil: Pupil): Painter =>
  studio.recordings.keep(withTrainable(computationOf(drawing), pupil.trainable), () =>
    opened(studio, drawing, pupil),
  );

/** The studio's painter with the unchanged denoiser. */
export const untaughtPainter = (studio: Studio, drawing: Drawing): Painter =>
  studio.recordings.keep(computationOf(drawing), () =>
    opened(studio, drawing, {
      denoiser: studio.denoiser,
      passOf: () => ({ apply: frozen(studio.denoiser.slots) }),
    }),
  );

/** What determines a painter of a studio, which has one model and codec; runs that train the whole model use another copy. */
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
