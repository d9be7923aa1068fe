import { GlueError, messages } from './errors.ts';
import { labelReader, type FileLabels } from './labels.ts';
import type { GlueColumns, GlueTask } from '@singlora/records';

/** One example of a task: a text, or a pair of texts in GLUE's order. */
export interface Row {
  readonly a: string;
  readonly b?: string;
  /** position in the task's label names, or a regression's target; -1 for a test row, whose label is secret */
  readonly label: number;
  /** GLUE's own index: what the file says, or else the position in it */
  readonly index: number;
}

/** What a run's record keeps of the rows it used. */
export interface GlueAsset {
  readonly kind: 'dataset';
  readonly id: string;
  readonly revision: string;
  readonly source: 'folder' | 'cache' | 'hub' | 'built-in';
  /** for people */
  readonly origin: string;
  /** by file */
  readonly sha256: Readonly<Record<string, string>>;
  /** says what the rows stand in for, when they are not all of GLUE's */
  readonly standIn?: string;
}

/** A task's rows: training, dev and test, and where they come from. */
export interface GlueRows {
  readonly task: GlueTask;
  readonly train: readonly Row[];
  /** by the split's name, the headline split first */
  readonly dev: Readonly<Record<string, readonly Row[]>>;
  /** by the split's name; none unless asked for */
  readonly test: Readonly<Record<string, readonly Row[]>>;
  readonly asset: GlueAsset;
  readonly builtIn: boolean;
}

/** A row of a file; one without any cell stands for a line that is damaged. */
export type FileRow = Readonly<Record<string, unknown>>;

export interface ReadRows {
  readonly rows: Row[];
  /** left out because they have no gold label */
  readonly undecided: number;
  /** left out because the line is damaged */
  readonly damaged: number;
}

/**
 * Checks what a file holds and gives its columns their meaning.
 *
 * @param columns the names that the file may use, of which the first that fit are taken
 * @throws GlueError GLUE_EMPTY, GLUE_COLUMN, GLUE_TEXT, GLUE_INDEX, GLUE_LABEL, GLUE_UNLABELLED, naming file and row
 */
export function toRows(
  task: GlueTask,
  records: readonly FileRow[],
  columns: readonly GlueColumns[],
  labels: FileLabels,
): ReadRows {
  const { where, test } = labels;
  const whole = records.filter((record) => Object.keys(record).length > 0);
  const [first] = whole;
  if (first === undefined) throw new GlueError('GLUE_EMPTY', messages.empty(where));
  const { texts, label, index } = fitting(columns, Object.keys(first), labels);
  const readLabel = labelReader(task, labels);
  const [a, b] = texts;
  const rows: Row[] = [];
  records.forEach((record, position) => {
    if (Object.keys(record).length === 0) return;
    const text = (column: string): string => {
      const cell = record[column];
      if (typeof cell === 'string') return cell;
      throw new GlueError('GLUE_TEXT', messages.text(where, position, column));
    };
    const known = readLabel(record[label], position);
    if (known === undefined) return;
    rows.push({
      a: text(a),
      ...(b === undefined ? {} : { b: text(b) }),
      label: known,
      index: indexOf(record[index], position, where),
    });
  });
  if (rows.length === 0 && !test) throw new GlueError('GLUE_EMPTY', messages.empty(where));
  return {
    rows,
    undecided: whole.length - rows.length,
    damaged: records.length - whole.length,
  };
}

function fitting(
  columns: readonly GlueColumns[],
  present: readonly string[],
  { where, test }: FileLabels,
): GlueColumns {
  const missing = columns.map(({ texts, label }) =>
    [...texts, ...(test ? [] : [label])].filter((column) => !present.includes(column)),
  );
  const found = columns[missing.findIndex(({ length }) => length === 0)];
  if (found) return found;
  throw new GlueError('GLUE_COLUMN', messages.column(where, missing[0] ?? [], present));
}

function indexOf(cell: unknown, position: number, where: string): number {
  if (cell === undefined || cell === null) return position;
  const index = typeof cell === 'string' && /^\d+$/.test(cell) ? Number(cell) : cell;
  if (typeof index === 'number' && Number.isSafeInteger(index) && index >= 0) return index;
  throw new GlueError('GLUE_INDEX', messages.index(where, position, JSON.stringify(cell)));
}
