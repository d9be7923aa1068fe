import { absent } from './format.ts';
import { markup, power, powers, type Html } from './html.ts';

export interface Column {
  readonly key: string;
  readonly title: string;
  /** A second line of the header: a unit, a remark. */
  readonly detail?: string;
  /** Numbers go right. */
  readonly align?: 'left' | 'right';
  /** Sets the cells' details on a line of their own, where they would make the column wide. */
  readonly stacked?: boolean;
}

export interface Cell {
  readonly text: string;
  /** Set smaller beside the text: an error, a remark. */
  readonly detail?: string;
  /** CSS colour of a dot before the text: the series' colour in the charts. */
  readonly colour?: string;
  /** Set in a fixed-width face, and broken anywhere: hashes, commands. */
  readonly code?: boolean;
  /** Where the text leads, in HTML: a place in the page, "#id". */
  readonly href?: `#${string}`;
}

export interface Row {
  /** By column key; a missing one reads "–". */
  readonly cells: Readonly<Record<string, Cell | string>>;
  /** `reference`: a yardstick, not a result. `marked`: worth the reader's eye. */
  readonly kind?: 'reference' | 'marked';
}

/** One table, from which its HTML, Markdown and LaTeX are made. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}

export function cellOf(row: Row, column: Column): Cell {
  const cell = (Object.hasOwn(row.cells, column.key) ? row.cells[column.key] : undefined) ?? absent;
  return typeof cell === 'string' ? { text: cell } : cell;
}

/** A table that becomes a list of cards on a narrow screen. */
export function tableHtml(table: Table): Html {
  const headers = table.columns.map(({ title, detail, align = 'left' }) => {
    const small = detail !== undefined && markup` <small>${detail}</small>`;
    return markup`<th scope="col" class="${align}">${title}${small}</th>`;
  });
  const rows = table.rows.map((row) => {
    const cells = table.columns.map((column, index) =>
      cellHtml(column, cellOf(row, column), index === 0),
    );
    return markup`<tr${row.kind && markup` class="${row.kind}"`}>${cells}</tr>\n`;
  });
  const notes = (table.notes ?? []).map((note) => markup`<p class="note">${powers(note)}</p>\n`);
  return markup`<div class="table">
<table>
<caption>${powers(table.caption)}</caption>
<thead><tr>${headers}</tr></thead>
<tbody>
${rows}</tbody>
</table>
${notes}</div>
`;
}

function cellHtml(column: Column, cell: Cell, heads: boolean): Html {
  const { title, detail, align = 'left', stacked } = column;
  const dot = cell.colour && markup`<i class="dot" style="background:${cell.colour}"></i>`;
  const face = cell.code ? markup`<code>${cell.text}</code>` : powers(cell.text);
  const text = cell.href === undefined ? face : markup`<a href="${cell.href}">${face}</a>`;
  const below = stacked && markup` class="below"`;
  const small = cell.detail && markup` <small${below}>${powers(cell.detail)}</small>`;
  const content = markup`<span>${dot}${text}${small}</span>`;
  const isAbsent = cell.text === absent;
  const label = detail === undefined ? title : `${title} ${detail}`;
  return heads
    ? markup`<th scope="row" class="${align}">${content}</th>`
    : markup`<td class="${align}${isAbsent && ' absent'}" data-label="${label}">${content}</td>`;
}

export function tableMarkdown(table: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(table.columns.map((column) => markdownText(headerText(column)))),
    line(table.columns.map((column) => (column.align === 'right' ? '--:' : '---'))),
    ...table.rows.map((row) =>
      line(table.columns.map((column) => markdownText(plain(cellOf(row, column))))),
    ),
    '',
    markdownText(table.caption),
    ...(table.notes ?? []).map((note) => `\n${markdownText(note)}`),
  ].join('\n');
}

/** Needs the booktabs package. */
export function tableLatex(table: Table): string {
  const line = (cells: readonly string[]) => `    ${cells.map(latexText).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latexText([table.caption, ...(table.notes ?? [])].join(' '))}}`,
    `  \\begin{tabular}{${table.columns.map((column) => (column.align === 'right' ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line(table.columns.map(headerText)),
    '    \\midrule',
    ...table.rows.map((row) => line(table.columns.map((column) => plain(cellOf(row, column))))),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

const headerText = ({ title, detail }: Column) => (detail ? `${title} (${detail})` : title);
const plain = ({ text, detail }: Cell) => (detail ? `${text} ${detail}` : text);

const markdownText = (text: string) =>
  text.replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');

const latexMarks = new Map(
  Object.entries({
    '\\': '\\textbackslash{}',
    '{': '\\{',
    '}': '\\}',
    $: '\\$',
    '&': '\\&',
    '#': '\\#',
    _: '\\_',
    '%': '\\%',
    '^': '\\textasciicircum{}',
    '~': '\\textasciitilde{}',
    '±': '$\\pm$',
    '−': '$-$',
    '×': '$\\times$',
    '·': '$\\cdot$',
    '–': '--',
    '—': '---',
    '…': '\\dots{}',
    '↑': '$\\uparrow$',
    '↓': '$\\downarrow$',
    '∝': '$\\propto$',
    '≈': '$\\approx$',
    '≤': '$\\le$',
    '≥': '$\\ge$',
    '≠': '$\\ne$',
    '÷': '$\\div$',
    '½': '$\\frac{1}{2}$',
    '∞': '$\\infty$',
    ᵀ: '$^{\\top}$',
    '₀': '$_0$',
    '₁': '$_1$',
    '₂': '$_2$',
    '₃': '$_3$',
    α: '$\\alpha$',
    γ: '$\\gamma$',
    δ: '$\\delta$',
    η: '$\\eta$',
    Δ: '$\\Delta$',
    Θ: '$\\Theta$',
    Λ: '$\\Lambda$',
  }),
);

function latexText(text: string): string {
  const raised = (exponent: string) => `$^{${exponent.replace('−', '-').replace('γ', '\\gamma')}}$`;
  const parts = text.split(power); // text, base, exponent, text, …
  return parts.map((part, index) => (index % 3 === 2 ? raised(part) : plainLatex(part))).join('');
}

const plainLatex = (text: string) =>
  text
    .replace(/[^\w\s]|_/gu, (character) => latexMarks.get(character) ?? character)
    .replace(/\s+/g, ' ');
