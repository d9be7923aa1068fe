import { join } from 'node:path';
import { createAdapter, rampAt } from '@singlora/core';
import { saveAdapter } from '@singlora/core/node';
import type { SamplerSetting } from '@singlora/dreambooth';
import type { NamedTensors } from '@singlora/core/kernels';
import { saveUNet, type UNet } from '@singlora/models';
import type { DreamBoothRunConfig } from '@singlora/records';
import { randomStream } from '@singlora/runtime';
import { forwardOf, wholeModel, type Trainable } from '@singlora/training';
import * as tf from '@tensorflow/tfjs-core';
import { adapterConfigOf } from '../training/adapter.ts';
import type { Studio } from './studio.ts';

/** The trained part of a run: an adapter, or the whole denoiser. */
export interface Pupil {
  readonly denoiser: UNet;
  readonly trainable: Trainable;
  /** the number of parameters */
  readonly size: number;
  /** The denoiser's forward pass with these trained values. */
  readonly passOf: SamplerSetting['passOf'];
  /** Writes the trained values into a folder. */
  save(folder: string, parameters: NamedTensors, u: number): Promise<void>;
  dispose(): void;
}

/** Throws CoreError where no layer has a requested name. */
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
        component: 'unet',
        ...(baseModel !== undefined && { baseModel }),
      }),
    dispose: () => tf.dispose(adapter.parameters),
  };
}

/** The ramp's value after some of a run's steps. */
export const rampAfter = ({ trainable }: Pupil, step: number, steps: number): number =>
  rampAt(trainable.config, step, steps);
