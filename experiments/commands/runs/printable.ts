import { printableLines } from '@singlora/core/errors';
import stringWidth from 'string-width';

/** JSON that a terminal shows literally, with the same meaning. */
export const printableJson = (value: unknown): string =>
  printableLines(JSON.stringify(value, null, 2));

export { printable } from '@singlora/core/errors';

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
