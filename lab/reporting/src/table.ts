import { absent } from './format.ts';
import { folded, Html, markdownOnly, markup, pageOnly, powers } from './html.ts';
import { seriesMark } from './series-mark.ts';

/** A column's cell for a row; an empty cell reads "–". */
export type CellValue = Cell | string | null | undefined;

/** A cell's text and appearance. */
export interface Cell {
  readonly text: string;
  /** Smaller text after the main text: an error, a remark. */
  readonly detail?: string | undefined;
  /** The series' CSS colour in the charts: its mark stands before the text. */
  readonly colour?: string | undefined;
  /** A character in place of that mark, in this colour. */
  readonly mark?: string | undefined;
  /** The start of the text that is set apart with the mark, such as a verdict before its condition; another text is as a whole. */
  readonly chip?: string | undefined;
  /** Monospaced, and breakable anywhere: hashes, commands. */
  readonly code?: boolean;
  /** In HTML, collapses the text under this summary. */
  readonly fold?: string | undefined;
  /** Hatches the cell, to distinguish it without colour. */
  readonly hatched?: boolean | undefined;
  /** In HTML, the link target of the text: an anchor in the page, "#id", or another page. */
  readonly href?: string | undefined;
  /** In HTML, the anchor of the cell, to link to. */
  readonly id?: string | undefined;
  /** A drawing after the text, which says the same. */
  readonly drawing?: Html | undefined;
}

/** A column's heading. */
export interface Heading {
  readonly title: string;
  /** A second line of the header: a unit, a remark. */
  readonly detail?: string | undefined;
  /** Columns of numbers are right-aligned. */
  readonly align?: 'left' | 'right';
  /** Puts the cells' details on a separate line, where they would widen the column. */
  readonly stacked?: boolean;
  /** The series' CSS colour, where the column is about one: its mark stands before the title. */
  readonly colour?: string | undefined;
}

/** A heading, and the function that gives the cell below it for each row. */
export interface Column<Row> extends Heading {
  /** The cell of a row; undefined reads "–". */
  readonly cell: (row: Row) => CellValue;
}

/** A title, optionally with a second line: a unit, a remark. */
type Title = string | readonly [title: string, detail: string];

/** A column: its title, and its cell for each row. */
export const column = <Row>(title: Title, cell: (row: Row) => CellValue): Column<Row> =>
  typeof title === 'string' ? { title, cell } : { title: title[0], detail: title[1], cell };

/** A column of numbers. */
export const numbers = <Row>(title: Title, cell: (row: Row) => CellValue): Column<Row> => ({
  ...column(title, cell),
  align: 'right',
});

/** A column whose details are on separate lines, where they would widen it. */
export const stacked = <Row>(one: Column<Row>): Column<Row> => ({ ...one, stacked: true });

/** `reference`: for comparison, not a result. `marked`: highlighted. `band`: of every second group, shaded. Any other: a group by which readers filter rows. */
type RowKind = string;

/** A table that HTML and Markdown are made from; the page makes further formats of it. */
export interface Table {
  readonly caption: string;
  readonly headings: readonly Heading[];
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly kind: RowKind | undefined }[];
  readonly notes: readonly string[];
  /** Notes on how the page shows rows and cells; other formats leave them out, since they show none of it. */
  readonly looks: readonly string[];
}

/** The table's cells: each of `columns` applied to each of `rows`. */
export function table<Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  {
    kind,
    notes = [],
    looks = [],
  }: {
    readonly kind?: (row: Row) => RowKind | false | undefined;
    readonly notes?: readonly (string | false | undefined)[];
    readonly looks?: readonly (string | false | undefined)[];
  } = {},
): Table {
  return {
    caption,
    headings: columns,
    rows: rows.map((row) => ({
      cells: columns.map(({ cell }) => cellOf(cell(row))),
      kind: kind?.(row) || undefined,
    })),
    notes: notes.filter((note) => typeof note === 'string'),
    looks: looks.filter((note) => typeof note === 'string'),
  };
}

const cellOf = (value?: CellValue): Cell =>
  typeof value === 'object' && value ? value : { text: value ?? absent };

/** A table that narrow screens show as a list of cards; in Markdown its caption comes first. */
export function tableHtml({ caption, headings, rows, notes, looks }: Table): Html {
  const headers = headings.map(({ title, detail, align, colour }) => {
    const small = detail !== undefined && markup` <small>${detail}</small>`;
    // A cell without text is not a heading.
    if (title === '') return markup`<td></td>`;
    return markup`<th scope="col"${classed(align)}>${colour && seriesMark(colour)}${powers(title)}${small}</th>`;
  });
  const lines = rows.map(({ cells, kind }) => {
    const own = headings.map((heading, index) =>
      cellHtml(heading, cells[index] ?? cellOf(), index === 0),
    );
    return markup`<tr${kind && markup` class="${kind}"`}>${own}</tr>\n`;
  });
  const rule = headings.map(({ align }) => (align === 'right' ? ' --: |' : ' --- |')).join('');
  return markup`<div class="table">
<table>
<caption>${powers(caption)}</caption>
<thead><tr>${headers}</tr>${markdownOnly(`\n|${rule}`)}</thead>
<tbody>
${lines}</tbody>
</table>
${looks.map((note) => pageOnly(markup`<p class="note looks">${powers(note)}</p>\n`))}${notesHtml(notes)}<details class="menu"><summary>Copy or save</summary></details>
</div>
`;
}

/** How the numbers were made: several notes are folded, so that they do not stand before the next finding. */
function notesHtml(notes: Table['notes']): Html {
  const all = markup`${notes.map((note) => markup`<p class="note">${powers(note)}</p>\n`)}`;
  return notes.length > 1 ? folded('How it was measured', all) : all;
}

function cellHtml(heading: Heading, cell: Cell, heads: boolean): Html {
  const { align, stacked } = heading;
  const { mark, colour } = cell;
  const chip =
    cell.chip === undefined || cell.text.startsWith(cell.chip) ? (cell.chip ?? '') : cell.text;
  const sign =
    mark === undefined
      ? colour && seriesMark(colour)
      : markup`<i class="sign" style="color:${colour ?? 'inherit'}">${mark}</i> `;
  const lead = chip ? markup`<span class="chip">${sign}${powers(chip)}</span>` : sign;
  const rest = cell.text.slice(chip.length);
  const face = cell.code ? markup`<code>${rest}</code>` : lines(rest);
  const linked = cell.href === undefined ? face : markup`<a href="${cell.href}">${face}</a>`;
  const text = cell.fold === undefined ? linked : folded(cell.fold, linked);
  const below = stacked && markup` class="below"`;
  const small =
    cell.detail &&
    markup` ${stacked && markdownOnly('<br>')}<small${below}>${powers(cell.detail)}</small>`;
  const anchor = cell.id !== undefined && markup` id="${cell.id}"`;
  const shown = markup`<span${anchor}>${lead}${text}${small}</span>${cell.drawing}`;
  // A bar ends a Markdown cell even within code.
  const content = new Html(shown.text, shown.markdown.replaceAll(/(?<!\\)\|/g, '\\|'));
  return heads
    ? markup`<th scope="row"${classed(align)}>${content}</th>`
    : markup`<td${classed(align, cell)}>${content}</td>`;
}

const lines = (text: string): Html =>
  markup`${text.split('\n').map((line, at) => [at > 0 && markup`<br>`, powers(line)])}`;

function classed(align: Heading['align'], cell?: Cell): Html | false {
  const names = [
    ...(align === 'right' ? [align] : []),
    ...(cell?.text === absent ? ['absent'] : []),
    ...(cell?.hatched ? ['hatched'] : []),
  ];
  return names.length > 0 && markup` class="${names.join(' ')}"`;
}
