/** The folders of an absolute path, from its root to its last part. */
const FOLDERS = String.raw`(?:[A-Za-z]:)?[\\/](?:.*[\\/])?(?=[^\\/\s'"])`;
const inText = new RegExp(String.raw`(?<=^|\s)${FOLDERS}`);
const inArgument = new RegExp(String.raw`(?<=^['"]?|=)${FOLDERS}`);

/** A text that is, or ends in, an absolute path, without that path's folders: "Hugging Face cache …/hub". */
export const withoutFolders = (text: string) => text.replace(inText, '…/');

/** A command line with its arguments' folders left out in this way: `--data=…/rows`. */
export const commandWithoutFolders = (command: string) =>
  command.replace(/'[^']*'|"[^"]*"|\S+/g, (argument) => argument.replace(inArgument, '…/'));

/** Whether folders were left out anywhere in a value. */
export function lacksFolders(value: unknown): boolean {
  if (typeof value === 'string') return /(?:^|\s)…\//.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(lacksFolders);
}
