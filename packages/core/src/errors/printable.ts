/** The characters that control a terminal, or hide or reorder its contents: controls, format characters, fillers, unusual spaces. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

const named: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

const unicode = (character: string) =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** One line that a terminal shows literally: `\u001b[31m` for a text that switches the colour to red. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => named.get(character) ?? unicode(character));

/** The same for a text of several lines. JSON keeps its meaning: except for line breaks, such characters are always within its strings. */
export const printableLines = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => (character === '\n' ? character : unicode(character)));
