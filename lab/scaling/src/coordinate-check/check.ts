import { randomStream } from '@singlora/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { measureCoordinates, type WatchedTraining } from './coordinates.ts';
import type { Expectation } from './expectation.ts';
import { judgeCoordinates, type ModuleReport } from './report.ts';
import type { ModelFamily } from '../models/width-model.ts';

/** A coordinate check of any kind of network. */
export interface CoordinateCheck extends WatchedTraining {
  readonly family: Pick<ModelFamily, 'name' | 'build' | 'expectations'>;
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
