import {
  type GlueSetting,
  type GlueVariant,
  type Predictions,
  sharedRows,
} from '@singlora/comparison';

/** Scores on a half of the rows, by variant and seed. */
export type HalfScores = ReadonlyMap<GlueVariant, ReadonlyMap<number, number>>;

/**
 * The scores on rows of even and of odd index: a choice made on one half is scored on the other.
 * Undefined unless all runs recorded predictions.
 */
export function halvesOf({ metric, variants }: GlueSetting) {
  const scored = metric.score;
  if (!scored) return undefined;
  const scoresOf = (parity: number) => {
    const all = new Map<GlueVariant, Map<number, number>>();
    for (const variant of variants) {
      const bySeed = new Map<number, number>();
      for (const run of variant.runs) {
        const rows = sharedRows([half(run.predictions.read(), parity)]);
        const [predicted] = rows?.predictions ?? [];
        if (!rows || !predicted) return undefined;
        bySeed.set(run.seed, scored(predicted, rows.labels));
      }
      all.set(variant, bySeed);
    }
    return all;
  };
  const [choice, score] = [scoresOf(0), scoresOf(1)];
  return choice && score && { choice, score };
}

function half(all: Predictions | undefined, parity: number): Predictions | undefined {
  if (!all) return undefined;
  const { split, rows, labels, predicted } = all;
  const own = <Value>(column: readonly Value[]) =>
    column.filter((_, at) => {
      const index = rows[at];
      return (typeof index === 'number' ? index : at) % 2 === parity;
    });
  return { split, rows: own(rows), labels: own(labels), predicted: own(predicted) };
}
