import { randomStream, type RandomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { coordinatesOf, type WatchedTraining } from './coordinates.ts';
import type { Expectation } from './expectation.ts';
import { judgeCoordinates, type ModuleReport } from './report.ts';
import type { CoordinateUnit } from './watched.ts';
import type { ModelFamily, Trainable, WidthModel } from '../models/width-model.ts';

/** A coordinate check of any kind of network: how it is trained at each width. */
export interface CoordinateCheck extends Pick<WatchedTraining, 'optimiser' | 'steps' | 'ramp'> {
  readonly family: Pick<ModelFamily, 'name' | 'build' | 'expectations'>;
  /** What is trained: an adapter, or {@link wholeModel}. The check owns its tensors. */
  readonly trainable: (model: WidthModel, width: number, random: RandomStream) => Trainable;
  /** The rate at width n: constant, or with the power of n to check. */
  readonly learningRate: (width: number) => number;
}

/** Trains the model of one width and seed. The caller keeps ownership of it. */
export function measureCoordinates(
  { trainable: trainableOf, learningRate, ...training }: CoordinateCheck,
  model: WidthModel,
  width: number,
  seed: number,
): CoordinateUnit {
  const trainable = trainableOf(model, width, randomStream(seed, 'trainable', width));
  try {
    const rate = learningRate(width);
    const watched = { ...training, trainable, learningRate: rate };
    return { width, seed, ...coordinatesOf(model, watched) };
  } finally {
    tf.dispose(trainable.parameters);
  }
}

/**
 * A whole check: against the expectations of `table`, then those of the family. Duplicate widths or seeds count once.
 * @throws {ScalingError} for fewer than three widths or two seeds
 */
export function checkCoordinates(
  check: CoordinateCheck,
  widths: readonly number[],
  seeds: readonly number[],
  table: readonly Expectation[] = [],
): ModuleReport[] {
  const { family } = check;
  const units = [...new Set(widths)].flatMap((width) =>
    [...new Set(seeds)].map((seed) => {
      const model = family.build(width, randomStream(seed, 'model', family.name, width));
      try {
        return measureCoordinates(check, model, width, seed);
      } finally {
        tf.dispose([...model.tensors]);
      }
    }),
  );
  return judgeCoordinates(units, [...table, ...(family.expectations ?? [])]);
}
