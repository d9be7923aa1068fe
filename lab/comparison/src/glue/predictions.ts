import { reasonOf } from '@singlora/core/errors';
import { glueScore, scoreOf } from '@singlora/records';
import { format } from '@singlora/reporting/text';
import {
  type ArtifactRecord,
  ChangedFile,
  recordedBytes,
  type RunRecord,
} from '@singlora/tracking';
import { mostOf } from '../side.ts';
import { metricInfo } from './metric.ts';

/** A run's predictions for the rows of one split, in columns. */
export interface Predictions {
  readonly split: string;
  /** GLUE's own row indices, or another task's ids, in ascending order. */
  readonly rows: readonly PredictedLabel[];
  readonly labels: readonly PredictedLabel[];
  readonly predicted: readonly PredictedLabel[];
  /**
   * The group of each row: rows that share a text have one group. Absent where no rows share one,
   * or where groups were not recorded.
   */
  readonly groups?: readonly number[] | undefined;
}

/** A class by name, or a value. */
export type PredictedLabel = string | number;

/** Recorded predictions, or why they cannot be used. */
type ReadPredictions = Predictions | Unusable;

interface Unusable {
  readonly problem: string;
  /** Whether the file is missing, or is another than was recorded. */
  readonly isOfFile?: boolean;
}

const nameOf = (split: string) => `predictions.${split}.jsonl`;

/** The fields of a run that are needed to read and check its predictions. */
type Predicting = Pick<RunRecord, 'id' | 'artifacts' | 'config' | 'summary'>;

/**
 * Reads `predictions.<split>.jsonl`; undefined where the run has none. Damaged predictions, and
 * those that contradict the recorded scores, give a problem; nothing is thrown.
 */
export function readPredictions(
  { id, artifacts, config, summary }: Predicting,
  split: string,
): ReadPredictions | undefined {
  const found = artifacts.find(({ name }) => name === nameOf(split));
  if (!found) return undefined;
  const problem = (what: string) => ({ problem: `Run ${id.slice(0, 12)}: ${found.path} ${what}` });
  try {
    const read = rowsOf(found, split, problem);
    const against = 'rows' in read ? contradictionIn(read, config, summary) : undefined;
    return against === undefined ? read : problem(against);
  } catch (error) {
    const what =
      error instanceof ChangedFile
        ? 'is not what was recorded: its SHA-256 differs.'
        : `cannot be read (${reasonOf(error)}).`;
    return { ...problem(what), isOfFile: true };
  }
}

function rowsOf(
  file: ArtifactRecord,
  split: string,
  problem: (what: string) => { readonly problem: string },
): ReadPredictions {
  const rows: PredictedLabel[] = [];
  const labels: PredictedLabel[] = [];
  const predicted: PredictedLabel[] = [];
  const groups: number[] = [];
  const names = new Map<string, string>();
  /** Interns equal names, so that the copies can be freed. */
  const once = (answer: PredictedLabel) => {
    if (typeof answer === 'number') return answer;
    const known = names.get(answer) ?? answer;
    names.set(known, known);
    return known;
  };
  for (const line of recordedBytes(file).toString('utf8').split('\n')) {
    if (line === '') continue;
    const row = JSON.parse(line) as unknown;
    // The indices of a file are all numbers or all texts.
    if (!isRow(row) || typeof row.index !== typeof (rows[0] ?? row.index))
      return problem(`has a line without index, label and prediction: ${line.slice(0, 80)}`);
    rows.push(row.index);
    labels.push(once(row.label));
    predicted.push(once(row.predicted));
    if (row.group !== undefined) groups.push(row.group);
  }
  const isGrouped = groups.length === rows.length;
  const read = inOrder({ split, rows, labels, predicted, groups: isGrouped ? groups : undefined });
  const twice = read.rows.find((index, at) => index === read.rows[at - 1]);
  return twice === undefined ? read : problem(`has the row ${twice} twice.`);
}

/** The predictions sorted by row index, as most are recorded. */
function inOrder(read: Predictions): Predictions {
  const { split, rows, labels, predicted, groups } = read;
  const isBefore = (one: number, other: number) =>
    (rows[one] as PredictedLabel) < (rows[other] as PredictedLabel);
  if (rows.every((_, at) => at === 0 || isBefore(at - 1, at))) return read;
  const order = [...rows.keys()].sort((a, b) => (isBefore(a, b) ? -1 : Number(isBefore(b, a))));
  const sorted = <Value>(column: readonly Value[]) => order.map((at) => column[at] as Value);
  return {
    split,
    rows: sorted(rows),
    labels: sorted(labels),
    predicted: sorted(predicted),
    groups: groups && sorted(groups),
  };
}

/** The tolerance between a score computed from predictions and the recorded one. Archives may round both; rounded values tie, which moves Spearman's more. */
const roundingOf = (metric: string) => (metric === 'spearman' ? 1e-3 : 1e-4);

/**
 * Reports a recorded number of rows, score or floor that the predictions and labels do not give; undefined where they agree.
 */
function contradictionIn(
  read: Predictions,
  { metrics }: Predicting['config'],
  summary: Predicting['summary'],
): string | undefined {
  const { split, rows } = read;
  const scored = summary[glueScore.rows(split)];
  if (scored !== undefined && scored !== rows.length)
    return `has ${format.count(rows.length)} rows, and the run was scored on ${format.count(scored)}.`;
  const shared = sharedRows([read]);
  const [predictions] = shared?.predictions ?? [];
  if (!shared || !predictions) return undefined;
  const constant = new Float64Array(shared.labels.length).fill(mostFrequent(shared.labels) ?? NaN);
  for (const metric of metrics as readonly string[]) {
    const { score, noun } = metricInfo(metric);
    if (!score) continue;
    const told = [
      ['scores', score(predictions, shared.labels), scoreOf(summary, split, metric)],
      [
        'has labels whose floor is',
        score(constant, shared.labels),
        summary[glueScore.baseline(split, metric)],
      ],
    ] as const;
    for (const [what, found, recorded] of told)
      if (
        recorded !== undefined &&
        !Object.is(found, recorded) &&
        !(Math.abs(found - recorded) <= roundingOf(metric))
      )
        return `${what} ${format.setting(found)} by ${noun}, and the run recorded ${format.setting(recorded)}.`;
  }
  return undefined;
}

/** The most frequent of some labels; of equals the first. */
export function mostFrequent<Label>(labels: Iterable<Label>): Label | undefined {
  const counts = new Map<Label, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return mostOf([...counts], ([, count]) => count)?.[0];
}

const none: RunPredictions = { read: () => undefined };

/** How many rows of all runs together are cached: some 8 bytes each, as runs share the rows and their labels. */
const KEPT = 20_000_000;

/** How many columns of rows, labels and groups are remembered, to be shared. */
const columnsKept = 100;

/** Predictions of runs, each read on first use; the most recent ones are cached. */
export class PredictionsReader {
  readonly #kept = new Map<string, Predictions>();
  readonly #columns: (readonly PredictedLabel[])[] = [];
  #rows = 0;

  /** The predictions of one run; a problem is known only after reading. */
  of(run: Predicting, split: string): RunPredictions {
    if (!run.artifacts.some(({ name }) => name === nameOf(split))) return none;
    const predictions: { problem?: string; wasRead?: boolean } & RunPredictions = {
      read: () => {
        if (predictions.problem !== undefined) return undefined;
        const kept = this.#kept.get(run.id);
        const read = kept ?? readPredictions(run, split);
        predictions.wasRead = true;
        if (read === undefined) return undefined;
        if ('rows' in read) return this.#keep(run.id, kept ?? this.#shared(read));
        predictions.problem = read.problem;
        return undefined;
      },
    };
    return predictions;
  }

  /** With the rows, labels and groups of earlier runs, where they are equal. */
  #shared({ rows, labels, groups, ...read }: Predictions): Predictions {
    const once = <Column extends readonly PredictedLabel[]>(column: Column): Column => {
      const known = this.#columns.find((one) => areEqualColumns(one, column));
      if (!known) this.#columns.push(column);
      if (this.#columns.length > columnsKept) this.#columns.shift();
      return (known as Column | undefined) ?? column;
    };
    return { ...read, rows: once(rows), labels: once(labels), groups: groups && once(groups) };
  }

  #keep(id: string, predictions: Predictions): Predictions {
    if (!this.#kept.delete(id)) this.#rows += predictions.rows.length;
    this.#kept.set(id, predictions);
    for (const [oldest, { rows }] of this.#kept) {
      if (this.#rows <= KEPT || oldest === id) break;
      this.#kept.delete(oldest);
      this.#rows -= rows.length;
    }
    return predictions;
  }
}

/** The predictions of one run, read on demand. */
export interface RunPredictions {
  /** The predictions; undefined where none can be used. */
  read(): Predictions | undefined;
  /** Why they cannot be used. */
  readonly problem?: string;
  /** Whether they were read, so that a problem would be known. */
  readonly wasRead?: boolean;
}

interface Row {
  readonly index: PredictedLabel;
  readonly label: PredictedLabel;
  readonly predicted: PredictedLabel;
  readonly group?: number | undefined;
}

const isAnswer = (answer: unknown) => typeof answer === 'string' || Number.isFinite(answer);

function isRow(value: unknown): value is Row {
  const { index, label, predicted, group = 0 } = (value ?? {}) as Partial<Row>;
  const isId = typeof index === 'string' || Number.isInteger(index);
  return isId && Number.isInteger(group) && isAnswer(label) && isAnswer(predicted);
}

/**
 * Aligns runs' predictions for the same rows, as numbers; undefined unless all runs have exactly the same
 * rows and labels. Classes are numbered in order of first appearance: their order means nothing.
 */
export function sharedRows(runs: readonly (Predictions | undefined)[]) {
  const all = runs.flatMap((one) => one ?? []);
  const [first] = all;
  if (!first || all.length < runs.length || first.rows.length === 0) return undefined;
  const { split, rows, labels, groups } = first;
  const isAlike = (other: Predictions) =>
    other.split === split &&
    areEqualColumns(other.rows, rows) &&
    areEqualColumns(other.labels, labels);
  if (!all.every(isAlike)) return undefined;
  const numbers = new Map<string, number>();
  const numberOf = (answer: PredictedLabel) => {
    if (typeof answer === 'number') return answer;
    const number = numbers.get(answer) ?? numbers.size;
    numbers.set(answer, number);
    return number;
  };
  return {
    /** The group of each row, where rows that share a text have one group; undefined where that is not recorded. */
    groups,
    labels: new Float64Array(labels.map(numberOf)),
    /** One array per run, in the order of the runs. */
    predictions: all.map(({ predicted }) => new Float64Array(predicted.map(numberOf))),
  };
}

/** Whether two columns are equal; those of one reader are often the same object. */
export const areEqualColumns = (
  one: readonly PredictedLabel[],
  other: readonly PredictedLabel[],
): boolean =>
  one === other ||
  (one.length === other.length && one.every((answer, row) => answer === other[row]));
