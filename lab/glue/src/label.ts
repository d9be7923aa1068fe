import type { GlueTask } from '@singlora/records';
import { GlueError, messages } from './errors.ts';

/** The label of a test row, as in GLUE's files. */
const unlabelled = -1;

/** The file's own information about its labels. */
export interface FileLabels {
  /** the file, for messages */
  readonly where: string;
  /** whether its labels may be missing, as in test rows */
  readonly test: boolean;
  /** the class names by id, where the file declares them */
  readonly names?: readonly string[] | undefined;
}

/** Turns a label's cell into the row's label; undefined for a row whose annotators disagreed. */
type ReadLabel = (cell: unknown, place: string) => number | undefined;

/**
 * Reads labels in any of their spellings and any order of ids: an id has the file's own name for it, where the file has
 * names. A test row without a label, or with -1, has the label -1.
 *
 * @throws GlueError GLUE_LABEL for a label that the task does not have, GLUE_UNLABELLED for a missing one
 */
export function labelReader(
  task: GlueTask,
  { where, test, names: declared }: FileLabels,
): ReadLabel {
  const { range, spellings, labels, undecided } = task;
  // Classes named by their ids match a file's ids, unless the file names them so itself, such as "1" and "2" for 0 and 1.
  const areIds = labels.every((name) => /^-?\d+$/.test(name));
  const areTheirs = declared?.every((name) => spellings.has(name));
  const names = areIds && !areTheirs ? undefined : declared;
  const stranger = names?.find((name) => !spellings.has(name));
  if (stranger !== undefined)
    throw new GlueError('GLUE_LABEL', messages.labelNames(where, names ?? [], labels));
  const read = range
    ? (cell: unknown) => within(range, cell)
    : (cell: unknown) => spellings.get(names?.[numeric(cell) ?? NaN] ?? String(cell));
  return (cell, place) => {
    const label = cell === null || cell === undefined ? undefined : read(cell);
    if (label !== undefined) return label;
    // Checked before a missing label: SNLI, for example, has -1 where annotators disagreed.
    if (undecided !== undefined && String(cell) === undecided) return test ? unlabelled : undefined;
    if (isMissing(cell)) {
      if (test) return unlabelled;
      throw new GlueError('GLUE_UNLABELLED', messages.unlabelled(where, place));
    }
    throw new GlueError('GLUE_LABEL', messages.label(where, place, cell, known(task)));
  };
}

/** How many labels a message lists. */
const mostShown = 20;

/** The labels that a task allows, in words. */
function known({ range, labels, spellings }: GlueTask): string {
  if (range) return `a number from ${range.join(' to ')}`;
  const others = (id: number, name: string) =>
    [...spellings].flatMap(([one, of]) => (of === id && one !== name ? [one] : []));
  const texts = labels
    .slice(0, mostShown)
    .map((name, id) => [name, ...others(id, name).map((one) => `(${one})`)]);
  const left = labels.length - texts.length;
  return `one of ${texts.map((words) => words.join(' ')).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
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
