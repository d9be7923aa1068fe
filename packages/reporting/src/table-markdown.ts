import { escapeMarkdown } from './markdown.ts';
import type { Cell, Heading, Table } from './table.ts';

/** The table as Markdown, caption and notes below it. */
export function tableMarkdown({ caption, headings, rows, notes }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(headings.map((heading) => escapeMarkdown(headerText(heading)))),
    line(headings.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map(({ cells }) => line(cells.map((cell) => escapeMarkdown(plain(cell))))),
    '',
    escapeMarkdown(caption),
    ...notes.map((note) => `\n${escapeMarkdown(note)}`),
  ].join('\n');
}

const headerText = ({ title, detail }: Heading) => (detail ? `${title} (${detail})` : title);
/** A detail in brackets, as its header's is; an error or one in brackets of its own follows as it is. */
function plain({ text, detail }: Cell): string {
  if (!detail) return text;
  return `${text} ${/^[±(]/.test(detail) ? detail : `(${detail})`}`;
}
