import { isDeepStrictEqual } from 'node:util';
import { omit } from '@singlora/reporting/text';
import { mean } from '@singlora/statistics';
import { copiesIn } from '../copies.ts';
import type { GlueConfig } from '../settings-in-words.ts';
import {
  areEqualColumns,
  mostFrequent,
  type PredictedLabel,
  type Predictions,
} from './predictions.ts';
import type { GlueRun } from './run.ts';
import { variantConfig } from './setting.ts';

/**
 * Two runs that were trained otherwise count as copies up to this distance. Of classes it is the share of rows with another
 * answer; of values the root mean square difference over the labels' standard deviation. In the committed records two runs
 * of one seed are at least 0.0025 (classes) and 0.13 (values) apart, two of different seeds 0.019 and 0.19.
 */
const farthest = {
  classes: { sameSeed: 0.001, otherSeed: 0.01 },
  values: { sameSeed: 0.02, otherSeed: 0.05 },
} as const;

/** On fewer rows than these, MRPC’s dev rows, runs may agree by chance. */
const fewestRows = 408;

/** A run with one answer to more than this share of the rows has learned nothing, and such runs are alike. */
const idle = 0.95;

/** The settings that say what a run is for: two runs may differ in them and yet be the same training. */
const purposes: readonly (keyof GlueConfig)[] = ['preset', 'purpose', 'search'];

/** Runs that predicted the same rows, with their answers. */
interface SameRows extends Pick<Predictions, 'rows' | 'labels'> {
  readonly runs: { readonly run: GlueRun; readonly predicted: readonly PredictedLabel[] }[];
}

/**
 * Runs that predict as another one does, though they differ in method, seed or any other setting: each with that other.
 * Which of the two was trained as it says is unknown. Runs of every plan and experiment are compared.
 */
export function copiesAmong(runs: readonly GlueRun[]): ReadonlyMap<GlueRun, GlueRun> {
  const copies = bySameRows(runs).flatMap(({ labels, runs: own }) => {
    const isNear = typeof labels[0] === 'number' ? nearValues(labels as number[]) : nearClasses;
    return [
      ...copiesIn(own, (one, other) => {
        const seeds = one.run.seed === other.run.seed ? 'sameSeed' : 'otherSeed';
        return isNear(one.predicted, other.predicted, seeds) && !isRepeat(one.run, other.run);
      }),
    ];
  });
  return new Map(copies.map(([one, other]) => [one.run, other.run]));
}

function bySameRows(runs: readonly GlueRun[]): SameRows[] {
  const all: SameRows[] = [];
  for (const run of runs) {
    const read = run.record.status === 'finished' ? run.predictions.read() : undefined;
    if (!read || read.rows.length < fewestRows || isIdle(read.predicted)) continue;
    const { rows, labels, predicted } = read;
    const known = all.find(
      (one) => areEqualColumns(one.rows, rows) && areEqualColumns(one.labels, labels),
    );
    if (known) known.runs.push({ run, predicted });
    else all.push({ rows, labels, runs: [{ run, predicted }] });
  }
  return all;
}

function isIdle(predicted: readonly PredictedLabel[]): boolean {
  const most = mostFrequent(predicted);
  return predicted.filter((answer) => answer === most).length > idle * predicted.length;
}

type Near = (
  one: readonly PredictedLabel[],
  other: readonly PredictedLabel[],
  seeds: keyof (typeof farthest)['classes'],
) => boolean;

const nearClasses: Near = (one, other, seeds) => {
  const most = farthest.classes[seeds] * one.length;
  let different = 0;
  for (let row = 0; row < one.length; row++)
    if (one[row] !== other[row] && ++different > most) return false;
  return true;
};

/** Values are near as measured by how far the labels spread. */
function nearValues(labels: readonly number[]): Near {
  const centre = mean(labels);
  const squares = labels.reduce((sum, label) => sum + (label - centre) ** 2, 0);
  return (one, other, seeds) => {
    const most = farthest.values[seeds] ** 2 * squares;
    let sum = 0;
    for (let row = 0; row < one.length; row++)
      if ((sum += (Number(one[row]) - Number(other[row])) ** 2) > most) return false;
    return true;
  };
}

/** Whether two runs are one training, recorded twice. */
const isRepeat = (one: GlueRun, other: GlueRun): boolean =>
  one.seed === other.seed && isDeepStrictEqual(trainingOf(one), trainingOf(other));

const trainingOf = (run: GlueRun) => omit(variantConfig(run), purposes);
