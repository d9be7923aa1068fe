import * as tf from '@tensorflow/tfjs-core';
import { finite } from '../slopes/slope.ts';
import { startWatch, type CoordinateUnit } from './watched.ts';

/** Any tfjs model with its training, at one width and from one seed. */
export interface OwnModel {
  /** Runs the model on a fixed batch: outputs by module name, then any trained matrices as `up.R@parameter`, and the loss if there is one. */
  pass(): { readonly outputs: Readonly<Record<string, tf.Tensor>>; readonly loss?: tf.Scalar };
  /** One step of training. */
  step(): unknown;
  /** Frees the model after the watch. */
  dispose?(): void;
}

interface Watching {
  readonly width: number;
  readonly seed: number;
  /** The numbers of steps after which to record, ascending. The start is always recorded. */
  readonly steps: readonly number[];
  /** The loss without the trained part, such as an adapter; absent: the initial loss. */
  readonly frozenLoss?: number;
}

/** Trains a model for some steps, and records its modules' outputs for the fixed batch. */
export async function watchModel(model: OwnModel, { width, seed, steps, frozenLoss }: Watching) {
  const { coordinates, losses, look, dispose } = startWatch();
  const lookAfter = (step: number) =>
    tf.tidy(() => {
      const { outputs, loss } = model.pass();
      look(step, outputs, loss && finite(loss.dataSync()[0]));
    });
  try {
    lookAfter(0);
    for (let step = 1; step <= (steps.at(-1) ?? 0); step++) {
      await model.step();
      if (steps.includes(step)) lookAfter(step);
    }
  } finally {
    dispose();
    model.dispose?.();
  }
  return { width, seed, coordinates, losses, frozenLoss: frozenLoss ?? null };
}

/** The recorded outputs as JSON lines, one per module and step, for the coordinate check's `--measured`. Each ends in a newline. */
export function coordinateLines({ width, seed, ...unit }: CoordinateUnit): string {
  return Object.entries(unit.coordinates)
    .flatMap(([module, watched]) =>
      watched.map(({ step, ...numbers }) => {
        const loss = unit.losses.find((each) => each.step === step)?.loss;
        const { frozenLoss } = unit;
        return JSON.stringify({ width, seed, step, module, ...numbers, loss, frozenLoss });
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
}
