import { GlueError, messages } from './errors.ts';
import type { Row } from './row.ts';
import { textGroups } from './shared-texts.ts';
import type { DatasetSplit, GlueTask } from '@singlora/records';

/** One prediction per row: class ids, or values of a regression. */
export type PredictedRows = ArrayLike<number>;

/**
 * One JSON line per row: its index, its label and its prediction, by name, or as numbers for a regression. A test row has no
 * label. Where rows share texts, rows with equal `group` do. Throws GLUE_PREDICTIONS unless there is a prediction for each row.
 */
export function predictionLines(task: GlueTask, rows: readonly Row[], predictions: PredictedRows) {
  const groups = textGroups(rows);
  const areAlone = new Set(groups).size === rows.length;
  return pairs(task, rows, predictions)
    .map(({ row: { index, label }, predicted }, at) => {
      const known = isKnown(task, label) ? { label: told(task, label) } : {};
      const group = areAlone ? {} : { group: groups[at] };
      return `${JSON.stringify({ index, ...known, predicted: told(task, predicted), ...group })}\n`;
    })
    .join('');
}

/** A file in the format of GLUE's site. */
export interface Submission {
  /** such as `MNLI-m.tsv` */
  readonly file: string;
  readonly text: string;
}

/**
 * Predictions of a whole test split in the format of GLUE's site: `index` and `prediction`, in the order of the index.
 * Classes are names or ids, as the task requires; a regression's values are within its range, with 3 decimals. Throws
 * like checkSubmittable, and GLUE_PREDICTIONS unless there is one valid prediction for each row.
 */
export function submission(
  task: GlueTask,
  splitName: string,
  rows: readonly Row[],
  predictions: PredictedRows,
): Submission {
  const { submission: file } = checkSubmittable(task, splitName, rows);
  const lines = pairs(task, rows, predictions)
    .sort(({ row: { index: one } }, { row: { index: other } }) =>
      typeof one === 'number' && typeof other === 'number' ? one - other : 0,
    )
    .map(({ row, predicted }) => `${row.index}\t${submitted(task, predicted)}\n`);
  return { file, text: `index\tprediction\n${lines.join('')}` };
}

/**
 * Checks, before training, that predictions for these rows could be submitted. Throws GLUE_SPLIT where the task has
 * no such test split, GLUE_PREDICTIONS where the rows are not all of it.
 */
export function checkSubmittable(
  task: GlueTask,
  splitName: string,
  rows: readonly Row[],
): DatasetSplit {
  const split = task.splits.test.find(({ name }) => name === splitName);
  if (!split) throw new GlueError('GLUE_SPLIT', messages.testSplit(task, splitName));
  const refuse = (problem: string) =>
    new GlueError('GLUE_PREDICTIONS', messages.submission(task, split, problem));
  if (rows.length !== (split.rows ?? rows.length)) throw refuse(`there are ${rows.length} rows`);
  if (new Set(rows.map(({ index }) => index)).size !== rows.length) {
    throw refuse('two rows have the same index');
  }
  return split;
}

function pairs(task: GlueTask, rows: readonly Row[], predictions: PredictedRows) {
  if (predictions.length !== rows.length) {
    throw new GlueError('GLUE_PREDICTIONS', messages.predictions(rows.length, predictions.length));
  }
  return rows.map((row, at) => {
    const predicted = predictions[at] ?? NaN;
    const valid = task.range ? Number.isFinite(predicted) : task.labels[predicted] !== undefined;
    if (valid) return { row, predicted };
    throw new GlueError('GLUE_PREDICTIONS', messages.prediction(task, row.index, predicted));
  });
}

/** Scores may be below 0: -1 is then one of them, too. */
const isKnown = ({ range }: GlueTask, label: number): boolean => label >= (range?.[0] ?? 0);

function told(task: GlueTask, value: number): string | number {
  return task.labels[value] ?? value;
}

function submitted(task: GlueTask, value: number): string {
  if (task.range) {
    const [least, greatest] = task.range;
    return Math.min(greatest, Math.max(least, value)).toFixed(3);
  }
  return String(task.submits === 'number' ? value : told(task, value));
}
