import type { Table } from './table.ts';

/** A table as text only, the source of other formats; a page also makes one of what it shows. */
export interface PlainTable {
  readonly caption: string;
  readonly headings: readonly { readonly text: string; readonly isRight: boolean }[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** A text with its detail in brackets; an error, or a detail with its own brackets, follows unchanged. */
export const withDetail = (text: string, detail: string): string =>
  `${text} ${/^[±(]/.test(detail) ? detail : `(${detail})`}`;

export const plainTable = ({ caption, headings, rows, notes }: Table): PlainTable => ({
  caption,
  notes,
  headings: headings.map(({ title, detail, align }) => ({
    text: detail ? `${title} (${detail})` : title,
    isRight: align === 'right',
  })),
  rows: rows.map(({ cells }) =>
    cells.map(({ text, detail }) => (detail ? withDetail(text, detail) : text)),
  ),
});
