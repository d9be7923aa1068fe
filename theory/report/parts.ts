import {
  Html,
  markup,
  figures,
  tableHtml,
  type Chart,
  type HtmlValue,
  type Table,
} from '@singlora/reporting';

/** A part of a section: markup, a table, charts side by side, or parts under a title. */
export type Part = Html | Table | readonly Chart[] | Titled | false | undefined;

interface Titled {
  readonly around: (drawn: Html) => Html;
  readonly parts: readonly Part[];
}

/** Parts under a heading; empty if they are. */
export const headed = (title: HtmlValue, parts: readonly Part[], id?: string): Titled => ({
  around: (drawn) => markup`<h3${id !== undefined && markup` id="${id}"`}>${title}</h3>\n${drawn}`,
  parts,
});

/** Parts collapsed under a summary; empty if they are. */
export const detailed = (summary: HtmlValue, parts: readonly Part[]): Titled => ({
  around: (drawn) => markup`<details>\n<summary>${summary}</summary>\n${drawn}</details>`,
  parts,
});

export function partsHtml(parts: readonly Part[]): Html {
  const drawn = parts.filter(isSomething).map(partHtml);
  return markup`${drawn.map((one) => markup`${one}\n`)}`;
}

function isSomething(part: Part): part is Exclude<Part, false | undefined> {
  if (!part) return false;
  if (part instanceof Html) return part.text !== '';
  if ('parts' in part) return part.parts.some(isSomething);
  return 'caption' in part || part.length > 0;
}

function partHtml(part: Exclude<Part, false | undefined>): Html {
  if (part instanceof Html) return part;
  if ('caption' in part) return tableHtml(part);
  if (!('parts' in part)) return figures(part);
  return part.around(partsHtml(part.parts));
}
