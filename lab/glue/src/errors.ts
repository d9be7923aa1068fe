import { CodedError } from '@singlora/core/errors';
import type { DatasetSplit, GlueTask } from '@singlora/records';

/** The errors of the GLUE suite. Codes are stable, texts are not. */
export type GlueErrorCode =
  | 'GLUE_TASK'
  | 'GLUE_FOLDER'
  | 'GLUE_FILE'
  | 'GLUE_ROWS'
  | 'GLUE_SPLIT'
  | 'GLUE_EMPTY'
  | 'GLUE_COLUMN'
  | 'GLUE_TEXT'
  | 'GLUE_INDEX'
  | 'GLUE_LABEL'
  | 'GLUE_UNLABELLED'
  | 'GLUE_SUBSET'
  | 'GLUE_PREDICTIONS'
  | 'GLUE_STATES';

/** An error of the GLUE suite; `code` is stable, the text is for people. */
export class GlueError extends CodedError<GlueErrorCode> {
  override readonly name = 'GlueError';
}

const lines = (items: readonly string[]): string => items.map((item) => `\n  ${item}`).join('');
const paths = (splits: readonly DatasetSplit[]): string =>
  splits.map(({ path }) => path).join(', ');
const cellText = (cell: unknown): string =>
  JSON.stringify(cell, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  ) ?? 'nothing';

export const messages = {
  unknownTask: (name: string, known: readonly string[]) =>
    `"${name}" is not a task: give one of GLUE's (${known.join(', ')}), or the .json file that describes your own.`,
  taskFile: (path: string, problems: readonly string[]) =>
    `${path} does not describe a task:${lines(problems)}\nThe README of lab/glue says what it may hold.`,
  taskChanged: (path: string, expected: string, found: string) =>
    `${path} has changed: its SHA-256 is ${found}, expected ${expected}. Bring the file back, or name the changed one by --task.`,
  folder: (task: string, folder: string, tried: readonly string[]) =>
    `No ${task} rows in the folder ${folder}. Looked for all files of one of these lines:${lines(tried)}\n` +
    `Point to a folder that holds them, or leave the folder out.`,
  files: (task: GlueTask, missing: readonly DatasetSplit[], why: string) =>
    `Some of ${task.title}'s files are in the Hugging Face cache, but not ${paths(missing)}. Connect once to fetch ` +
    `what is missing, do not ask for ${missing.map(({ title }) => title).join(' and ')} rows, or name a folder that ` +
    `holds all of them.\n${why}`,
  noRows: (task: GlueTask, why: string) =>
    `No ${task.title} rows${task.builtIn ? ' of the splits asked for' : ', and none are built in'}. Three ways out: ` +
    `connect once, so that they are fetched; set HF_HUB_CACHE to a cache that holds them; or name a folder that ` +
    `does, with parquet, GLUE's TSV or JSON-lines files.\n${why}`,
  cutStates: (path: string) =>
    `The cached states ${path} were truncated while they were in use. Run the same command again: they are computed ` +
    `again, and an interrupted run goes on.`,
  split: ({ title, splits }: GlueTask, name: string) =>
    `${title} has no dev split "${name}"; it has ${splits.dev.map((split) => split.name).join(', ')}.`,
  testSplit: ({ title, splits }: GlueTask, name: string) =>
    `${title} has no test split "${name}"; it has ${splits.test.map((split) => split.name).join(', ')}.`,
  empty: (where: string) =>
    `${where} holds no labelled rows. Replace the file, or choose other rows with an explicit folder.`,
  column: (where: string, missing: readonly (string | number)[], present: readonly string[]) =>
    `${where} has no column ${missing.map((name) => JSON.stringify(name)).join(', ')}. ` +
    `Columns present: ${present.join(', ')}. Is this the file of another task?`,
  text: (where: string, place: string, column: string | number, cell: unknown) =>
    `${where}, ${place}: column ${JSON.stringify(column)} is ${typeof cell === 'string' ? 'empty' : `${cellText(cell)}, which is not text`}. ` +
    `The file is damaged or of another task.`,
  index: (where: string, place: string, cell: unknown) =>
    `${where}, ${place}: ${cellText(cell)} is not an id, which is a whole number from 0 on or a text.`,
  twice: (where: string, place: string, index: string | number, twin: string) =>
    `${where}, ${place}: the id ${JSON.stringify(index)} is that of ${twin}. Each row needs its own, or leave out the column of ids.`,
  label: (where: string, place: string, cell: unknown, known: string) =>
    `${where}, ${place}: label ${cellText(cell)} is not ${known}.`,
  labelNames: (where: string, names: readonly string[], labels: readonly string[]) =>
    `${where} declares the labels ${names.join(', ')}, which are not those of the task: ${labels.join(', ')}. ` +
    `Is this the file of another task?`,
  unlabelled: (where: string, place: string) =>
    `${where}, ${place}: there is no label, or -1, which means the same, as in GLUE's test files. ` +
    `Training and evaluation need the train and validation files.`,
  subset: (count: number) => `A subset needs a whole number of rows from 1 on, not ${count}.`,
  holdout: (count: number, rows: number) =>
    rows > 1
      ? `Of ${rows} training rows, from 1 to ${rows - 1} can be held out, not ${count}.`
      : `Of ${rows} training rows none can be held out. Spare rows share no text with trained ones: train on fewer rows.`,
  predictions: (rows: number, predictions: number) =>
    `${predictions} predictions for ${rows} rows; there must be one for each.`,
  prediction: (task: GlueTask, index: number | string, value: number) =>
    `${task.title}, row ${index}: ${value} is not a prediction of this task.`,
  submission: (task: GlueTask, split: DatasetSplit, problem: string) =>
    `No submission for ${task.title}'s ${split.title} rows: ${problem}. GLUE's site takes one prediction for each of ` +
    `its ${split.rows ?? ''} rows.`,
};
