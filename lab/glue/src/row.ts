import type { Assets } from '@singlora/hub';
import { GlueError, messages } from './errors.ts';
import { labelReader, type FileLabels } from './label.ts';
import type { GlueTask, TaskColumns } from '@singlora/records';

/** One example of a task: a text, or a pair of texts in the task's order. */
export interface Row {
  readonly a: string;
  readonly b?: string;
  /** index in the task's label names, or a regression's target; -1 for a test row, whose label is secret */
  readonly label: number;
  /** the row's index or name in the file, or else its position in the file; all of one kind */
  readonly index: number | string;
}

/** The entry in a run's record for the rows used. */
export interface GlueAsset extends Pick<Assets, 'id' | 'revision' | 'origin'> {
  readonly kind: 'dataset';
  readonly source: 'folder' | 'cache' | 'hub' | 'built-in';
  /** the hash of each file */
  readonly sha256: Readonly<Record<string, string>>;
  /** the file that describes the task, if any: see {@link GlueTask} */
  readonly describedIn?: string;
  /** says what the rows replace, when they are not all of GLUE's */
  readonly standIn?: string;
}

/** A task's rows: training, dev and test, and where they come from. */
export interface GlueRows {
  readonly task: GlueTask;
  readonly train: readonly Row[];
  /** the rows by the split's name, the headline split first */
  readonly dev: Readonly<Record<string, readonly Row[]>>;
  /** the rows by the split's name; empty unless requested */
  readonly test: Readonly<Record<string, readonly Row[]>>;
  readonly asset: GlueAsset;
  readonly builtIn: boolean;
}

/** A row of a file; a row without cells represents a damaged line. */
export type FileRow = Readonly<Record<string, unknown>>;

export interface ReadRows {
  readonly rows: Row[];
  /** left out because they have no gold label */
  readonly undecided: number;
  /** left out because the line is damaged */
  readonly damaged: number;
}

/** Receives a file's rows in turn. */
interface RowReader {
  /** @param position of the row among all rows of the file, including damaged ones */
  readonly take: (record: FileRow, place: string, position: number) => void;
  readonly end: () => ReadRows;
}

/**
 * Checks a file's content and interprets its columns.
 *
 * @param columns the names that the file may use; the first that fit are taken
 * @throws GlueError GLUE_EMPTY, GLUE_COLUMN, GLUE_TEXT, GLUE_INDEX, GLUE_LABEL, GLUE_UNLABELLED, naming file and place
 */
export function rowReader(
  task: GlueTask,
  columns: readonly TaskColumns[],
  labels: FileLabels,
): RowReader {
  const { where, test } = labels;
  const readLabel = labelReader(task, labels);
  const rows: Row[] = [];
  const seen = new Map<Row['index'], string>();
  let [undecided, damaged] = [0, 0];
  let found: TaskColumns | undefined;
  let areNames = false;
  const textOf = (record: FileRow, column: string | number, at: number, place: string): string => {
    const cell = record[column];
    if (typeof cell !== 'string' || (!task.flawed && cell.trim() === ''))
      throw new GlueError('GLUE_TEXT', messages.text(where, place, column, cell));
    const [before = '', after = ''] = task.prompts?.[at]?.split('{}') ?? [];
    return task.prompts ? before + cell + after : cell;
  };
  return {
    take(record, place, position) {
      if (Object.keys(record).length === 0) {
        damaged++;
        return;
      }
      const { texts, label, id } = (found ??= fitting(columns, Object.keys(record), labels));
      const known = readLabel(record[label], place);
      if (known === undefined) {
        undecided++;
        return;
      }
      const [a = '', b] = texts.map((column, at) => textOf(record, column, at, place));
      const index = id === undefined ? position : indexOf(record[id], where, place);
      const twin = seen.get(index);
      if (twin !== undefined)
        throw new GlueError('GLUE_INDEX', messages.twice(where, place, index, twin));
      if (id !== undefined) seen.set(index, place);
      areNames ||= typeof index === 'string';
      rows.push({ a, ...(b === undefined ? {} : { b }), label: known, index });
    },
    end() {
      if (rows.length === 0 && !(test && found))
        throw new GlueError('GLUE_EMPTY', messages.empty(where));
      // All of one kind, as predictions are read: where one is a name, "17" is one, too.
      const named = areNames ? rows.map((row) => ({ ...row, index: String(row.index) })) : rows;
      return { rows: named, undecided, damaged };
    },
  };
}

function fitting(
  columns: readonly TaskColumns[],
  present: readonly string[],
  { where, test }: FileLabels,
): TaskColumns {
  const missing = columns.map(({ texts, label, id = [] }) =>
    [...texts, ...(test ? [] : [label]), id].flat().filter((one) => !present.includes(String(one))),
  );
  const found = columns[missing.findIndex(({ length }) => length === 0)];
  if (found) return found;
  const [fewest = []] = missing.toSorted((one, other) => one.length - other.length);
  throw new GlueError('GLUE_COLUMN', messages.column(where, fewest, present));
}

/** A whole number from 0 on, or a text, such as one with zeros in front. */
function indexOf(cell: unknown, where: string, place: string): Row['index'] {
  const text = typeof cell === 'bigint' ? String(cell) : cell;
  const index = typeof text === 'string' && /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
  const isCount = typeof index === 'number' && Number.isSafeInteger(index) && index >= 0;
  if (isCount || (typeof index === 'string' && index !== '')) return index;
  throw new GlueError('GLUE_INDEX', messages.index(where, place, cell));
}
