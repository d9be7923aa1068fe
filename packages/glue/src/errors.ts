/** Every way the GLUE suite says no. Codes are stable, texts are not. */
export type GlueErrorCode =
  | 'GLUE_FOLDER'
  | 'GLUE_FILE'
  | 'GLUE_EMPTY'
  | 'GLUE_COLUMN'
  | 'GLUE_TEXT'
  | 'GLUE_LABEL'
  | 'GLUE_UNLABELLED'
  | 'GLUE_SUBSET';

export class GlueError extends Error {
  readonly code: GlueErrorCode;

  constructor(code: GlueErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GlueError';
    this.code = code;
  }
}

const list = (items: readonly string[]): string => items.map((item) => `\n  ${item}`).join('');

export const messages = {
  folder: (task: string, folder: string, tried: readonly string[]) =>
    `No ${task} rows in the folder ${folder}. Looked for one of these pairs of files:${list(tried)}\n` +
    `Point to a folder that holds one of them, or leave the folder out.`,
  file: (repository: string, path: string) => `${repository} was found, but not its file ${path}.`,
  empty: (where: string) =>
    `${where} holds no labelled rows. Replace the file, or choose other rows with an explicit folder.`,
  column: (where: string, missing: string, present: readonly string[]) =>
    `${where} has no column "${missing}". Columns present: ${present.join(', ')}. ` +
    `Is this the file of another task?`,
  text: (where: string, row: number, column: string) =>
    `${where}, row ${row}: column "${column}" is not text. The file is damaged or of another task.`,
  label: (where: string, row: number, label: string, known: string) =>
    `${where}, row ${row}: label ${label} is not one of ${known}.`,
  unlabelled: (where: string, row: number) =>
    `${where}, row ${row}: label -1 means "not labelled", as in GLUE's test files. ` +
    `Training and evaluation need the train and validation files.`,
  subset: (count: number) => `A subset needs a whole number of rows from 1 on, not ${count}.`,
};
