import type { GlueTask } from '@singlora/records';
import { GlueError, messages } from './errors.ts';

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

/** Turns a label's cell into the row's label; undefined for a row whose annotators did not agree. */
type ReadLabel = (cell: unknown, place: string) => number | undefined;

/**
 * Reads labels by any of their spellings, in whatever order the file counts them: an id means what the file's own names
 * say, where there are some. A test row without a label, or with -1, has the label -1.
 *
 * @throws GlueError GLUE_LABEL for one that the task does not have, GLUE_UNLABELLED for one that is missing
 */
export function labelReader(
  task: GlueTask,
  { where, test, names: declared }: FileLabels,
): ReadLabel {
  const { range, spellings, labels, undecided } = task;
  // Classes that are called by their ids are what files say, whatever these are called there.
  const names = labels.every((name) => /^-?\d+$/.test(name)) ? undefined : declared;
  const stranger = names?.find((name) => !spellings.has(name));
  if (stranger !== undefined)
    throw new GlueError('GLUE_LABEL', messages.labelNames(where, names ?? [], labels));
  const read = range
    ? (cell: unknown) => within(range, cell)
    : (cell: unknown) => spellings.get(names?.[numeric(cell) ?? NaN] ?? String(cell));
  return (cell, place) => {
    const label = read(cell);
    if (label !== undefined) return label;
    // Before it counts as missing: SNLI, for one, has -1 where annotators did not agree.
    if (undecided !== undefined && String(cell) === undecided) return test ? unlabelled : undefined;
    if (isMissing(cell)) {
      if (test) return unlabelled;
      throw new GlueError('GLUE_UNLABELLED', messages.unlabelled(where, place));
    }
    throw new GlueError('GLUE_LABEL', messages.label(where, place, cell, known(task)));
  };
}

/** The labels that a task allows, in words. */
function known({ range, labels, spellings }: GlueTask): string {
  if (range) return `a number from ${range.join(' to ')}`;
  const others = (id: number, name: string) =>
    [...spellings].flatMap(([one, of]) => (of === id && one !== name ? [one] : []));
  const texts = labels.map((name, id) => [name, ...others(id, name).map((one) => `(${one})`)]);
  return `one of ${texts.map((words) => words.join(' ')).join(', ')}`;
}

function isMissing(cell: unknown): boolean {
  return cell === undefined || cell === null || cell === '' || Number(cell) === unlabelled;
}

function within([least, greatest]: readonly [number, number], cell: unknown): number | undefined {
  const value = numeric(cell);
  return value !== undefined && value >= least && value <= greatest ? value : undefined;
}

function numeric(cell: unknown): number | undefined {
  const value = typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : cell;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
