import { join } from 'node:path';
import { createAdapter, rampAt, frozen } from '@singlora/core';
import { saveAdapter } from '@singlora/core/node';
import { type SamplerSetting, openPainter, type Painter } from '@singlora/dreambooth';
import type { NamedTensors } from '@singlora/kernels';
import { saveUNet, type UNet } from '@singlora/models';
import type { DreamBoothRunConfig } from '@singlora/records';
import { randomStream } from '@singlora/runtime';
import { forwardOf, wholeModel, type Trainable, withTrainable } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { adapterConfigOf } from '../training/adapter.ts';
import type { Studio } from './studio.ts';

/** The part that learns a subject: an adapter, or all of the denoiser. */
export interface Pupil {
  readonly denoiser: UNet;
  readonly trainable: Trainable;
  /** numbers */
  readonly size: number;
  /** The denoiser's pass with values of what is trained. */
  readonly passOf: SamplerSetting['passOf'];
  /** Writes what was trained into a folder. */
  save(folder: string, parameters: NamedTensors, u: number): Promise<void>;
  dispose(): void;
}

/** Throws CoreError where no layer has a name that is asked for. */
export function pupilOf(
  { denoiser, whole, pipeline }: Studio,
  { adapter: recorded, seed }: DreamBoothRunConfig,
): Pupil {
  const runOf =
    (trainable: Trainable): Pupil['passOf'] =>
    ({ parameters, u }) =>
      forwardOf(trainable, parameters, u).pass();
  if (recorded === null) {
    const trainable = wholeModel(whole);
    return {
      denoiser: whole,
      trainable,
      size: whole.parameterCount,
      passOf: runOf(trainable),
      save: (folder, weights) => saveUNet(join(folder, 'unet'), whole, { weights, half: true }),
      dispose: () => undefined,
    };
  }
  const adapter = createAdapter(
    denoiser.slots,
    adapterConfigOf(recorded),
    randomStream(seed, 'adapter'),
  );
  const baseModel = pipeline.assets[0]?.id;
  return {
    denoiser,
    trainable: adapter,
    size: adapter.trainable,
    passOf: runOf(adapter),
    save: (folder, parameters, u) =>
      saveAdapter(join(folder, 'adapter'), adapter, {
        parameters,
        u,
        ...(baseModel !== undefined && { baseModel }),
      }),
    dispose: () => tf.dispose(adapter.parameters),
  };
}

/** The ramp's value after some of a run's steps. */
export const rampAfter = ({ trainable }: Pupil, step: number, steps: number): number =>
  rampAt(trainable.config, step, steps);

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
