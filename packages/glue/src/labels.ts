import { GlueError, messages } from './errors.ts';
import type { GlueTask } from '@singlora/records';

/** The label of a test row, as in GLUE's files. */
const unlabelled = -1;

/** A file's labels as far as the file itself explains them. */
export interface FileLabels {
  /** the file, for messages */
  readonly where: string;
  /** whether its labels may be missing, as those of test rows are */
  readonly test: boolean;
  /** the class names by id, where the file declares them */
  readonly names?: readonly string[] | undefined;
}

/** Turns a label's cell into the row's label; undefined for a row whose annotators did not agree ("-"). */
type ReadLabel = (cell: unknown, row: number) => number | undefined;

/**
 * Reads labels by name, in whatever order the file counts them, or by id. An id means what the file's own names
 * say, or else GLUE's order. A test row without a label, or with -1, has the label -1.
 *
 * @throws GlueError GLUE_LABEL for one that the task does not have, GLUE_UNLABELLED for one that is missing
 */
export function labelReader(task: GlueTask, { where, test, names }: FileLabels): ReadLabel {
  const read = task.range ? target(task.range) : classId(task, where, names);
  const known = task.range
    ? `a number from ${task.range.join(' to ')}`
    : `one of ${task.labels.map((name, id) => `${String(id)} (${name})`).join(', ')}`;
  return (cell, row) => {
    if (isMissing(cell)) {
      if (test) return unlabelled;
      throw new GlueError('GLUE_UNLABELLED', messages.unlabelled(where, row));
    }
    if (cell === '-') return test ? unlabelled : undefined;
    const label = read(cell);
    if (label !== undefined) return label;
    throw new GlueError('GLUE_LABEL', messages.label(where, row, JSON.stringify(cell), known));
  };
}

function isMissing(cell: unknown): boolean {
  return cell === undefined || cell === null || cell === '' || Number(cell) === unlabelled;
}

function target([least, greatest]: readonly [number, number]) {
  return (cell: unknown): number | undefined => {
    const value = numeric(cell);
    return value !== undefined && value >= least && value <= greatest ? value : undefined;
  };
}

function classId({ labels }: GlueTask, where: string, names: readonly string[] = labels) {
  const stranger = names.find((name) => !labels.includes(name));
  if (stranger !== undefined) {
    throw new GlueError('GLUE_LABEL', messages.labelNames(where, names, labels));
  }
  return (cell: unknown): number | undefined => {
    const name =
      typeof cell === 'string' && labels.includes(cell) ? cell : names[numeric(cell) ?? NaN];
    return name === undefined ? undefined : labels.indexOf(name);
  };
}

function numeric(cell: unknown): number | undefined {
  const value = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
