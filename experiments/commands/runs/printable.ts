import stringWidth from 'string-width';

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

/** JSON with this property and the same meaning: except for line breaks, such characters are always within its strings. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(UNPRINTABLE, (character) =>
    character === '\n' ? character : unicode(character),
  );

/** The width of a text in a terminal, in columns. */
export const widthOf = (text: string): number => stringWidth(text);

const segmenter = new Intl.Segmenter();

/** The text in at most `width` columns, with "…" where it was cut. */
export function cut(text: string, width: number): string {
  const start = text.slice(0, 4 * width); // combining marks take no column, but must not go on for ever
  if (start === text && widthOf(text) <= width) return text;
  let [end, used] = [0, 0];
  for (const { segment } of segmenter.segment(start)) {
    used += widthOf(segment);
    if (used >= width) break;
    end += segment.length;
  }
  return `${start.slice(0, end)}…`;
}
