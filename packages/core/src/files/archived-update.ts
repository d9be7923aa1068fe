import * as tf from '@tensorflow/tfjs-core';
import { scaling } from '../config.ts';
import { ownFactors } from '../factors.ts';
import { configForLayer } from '../targets.ts';
import type { AdapterArchive, ArchivedLayer } from './archive.ts';
import { inFours, type MatrixUpdate } from './add-low-rank.mjs';

/** A layer's update as arrays, in its weight's layout: `[out, in]` for a linear layer, else `[in, out]`. */
export interface ArchivedUpdate extends MatrixUpdate {
  readonly name: string;
  readonly isOutIn: boolean;
  readonly magnitude: Float32Array | undefined;
}

/** The update of an adapter's layer at the ramp's value. */
export async function updateOf(
  archive: AdapterArchive,
  { name, layer, ...values }: ArchivedLayer,
): Promise<ArchivedUpdate> {
  const config = configForLayer(archive.config, name);
  const factors = ownFactors(values, { layer, config });
  const isOutIn = layer.kind === 'linear';
  const [rows, columns] = isOutIn ? [factors.p, factors.q] : [factors.q, factors.p];
  const [, rank] = rows.shape;
  const update = {
    name,
    isOutIn,
    p: Float64Array.from(await rows.data()),
    q: inFours(await columns.data<'float32'>(), rank),
    columns: columns.shape[0],
    rank,
    scale: Math.fround(archive.u * scaling(config)),
    magnitude: await factors.magnitude?.data<'float32'>(),
  };
  tf.dispose({ ...factors });
  return update;
}

/** The part of an update for the matrix's rows from `start` up to, not including, `end`. */
export function updateRows(update: ArchivedUpdate, start: number, end: number): ArchivedUpdate {
  const { p, rank, isOutIn, magnitude } = update;
  return {
    ...update,
    p: p.subarray(start * rank, end * rank),
    magnitude: isOutIn ? magnitude?.subarray(start, end) : magnitude,
  };
}
