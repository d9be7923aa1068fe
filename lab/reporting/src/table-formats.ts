import { escapeMarkdown } from './markdown.ts';
import { plainTable, type PlainTable } from './plain-table.ts';
import { latexTable } from './table-latex.ts';
import type { Table } from './table.ts';

function markdownTable({ caption, headings, rows, notes }: PlainTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(headings.map(({ text }) => escapeMarkdown(text))),
    line(headings.map(({ isRight }) => (isRight ? '--:' : '---'))),
    ...rows.map((cells) => line(cells.map(escapeMarkdown))),
    ...[caption, ...notes].map((text) => `\n${escapeMarkdown(text)}`),
  ].join('\n');
}

/** The table as Markdown, with its caption and notes below. */
export const tableMarkdown = (table: Table): string => markdownTable(plainTable(table));

/** An apostrophe keeps a spreadsheet from reading a text as a formula. */
const inert = (text: string) => text.replace(/^(?=[=@]|[-+](?![\d.]))/, "'");
const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The table as CSV, with ASCII minus signs. */
export function csvTable({ headings, rows }: Pick<PlainTable, 'headings' | 'rows'>): string {
  const lines = [headings.map(({ text }) => text), ...rows].map((cells) =>
    cells.map((cell) => quoted(inert(cell))).join(','),
  );
  return lines.map((line) => `${line.replace(/−(?=[\d.])/g, '-')}\r\n`).join('');
}

/** The formats in which a page writes its tables, by name, each with its file extension. */
export const tableFormats: Readonly<
  Record<string, { readonly ending: string; readonly write: (table: PlainTable) => string }>
> = {
  LaTeX: { ending: 'tex', write: latexTable },
  CSV: { ending: 'csv', write: csvTable },
  Markdown: { ending: 'md', write: (table) => `${markdownTable(table)}\n` },
};
