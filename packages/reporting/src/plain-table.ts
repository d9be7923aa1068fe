import type { Table } from './table.ts';

/** A table as text alone, of which other formats are made: by a page, of what it shows, too. */
export interface PlainTable {
  readonly caption: string;
  readonly headings: readonly { readonly text: string; readonly isRight: boolean }[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** A text with its detail in brackets; an error, or one in brackets of its own, follows as it is. */
export const withDetail = (text: string, detail: string): string =>
  `${text} ${/^[±(]/.test(detail) ? detail : `(${detail})`}`;

/** The table as text. */
export const plainTable = ({ caption, headings, rows, notes }: Table): PlainTable => ({
  ...{ caption, notes },
  headings: headings.map(({ title, detail, align }) => ({
    text: detail ? `${title} (${detail})` : title,
    isRight: align === 'right',
  })),
  rows: rows.map(({ cells }) =>
    cells.map(({ text, detail }) => (detail ? withDetail(text, detail) : text)),
  ),
});
