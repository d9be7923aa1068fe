import { latex, longestWord } from './latex-text.ts';
import type { PlainTable } from './plain-table.ts';

/** Characters per line of a LaTeX article at 10 points, at half an em each, and between two columns; lines per page. */
const [line, gap, page] = [69, 2.4, 38];
/** The longest column that is not wrapped, and the minimum width of one that is, in characters. */
const [unbroken, least] = [24, 16];

/** The em of each font size, relative to the normal size. */
const sizes = { normalsize: 1, small: 0.925, footnotesize: 0.85, scriptsize: 0.8, tiny: 0.68 };

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/**
 * The layout of a table. In a table wider than the page, texts are wrapped; where the font would still be
 * below the smallest `size`, all columns become narrower. A table longer than a page continues on the next.
 */
function layoutOf({ caption, headings, rows, notes }: PlainTable) {
  const all = [headings.map(({ text }) => text), ...rows];
  const most = (of: (text: string) => number) =>
    headings.map((_, at) => Math.max(...all.map((cells) => of(cells[at] ?? ''))));
  const letters = most(({ length }) => length);
  const gaps = gap * headings.length;
  const isWide = sum(letters) + gaps > line;
  const isBroken = (own: number) => isWide && own > unbroken;
  const room = line - gaps - sum(letters.filter((own) => !isBroken(own)));
  const share = room / sum(letters.filter(isBroken).map(Math.sqrt));
  const wanted = letters.map((own) =>
    isBroken(own) ? Math.max(least, Math.floor(share * Math.sqrt(own))) : own,
  );
  const scale = line / (sum(wanted) + gaps);
  const [size, em] = Object.entries(sizes).find(([, own]) => own <= scale) ?? ['tiny', sizes.tiny];
  const mins = most(longestWord).map((word, at) => Math.min(word, wanted[at] ?? 0));
  const spare = (line / em - gaps - sum(mins)) / (sum(wanted) - sum(mins));
  const narrowing = scale < em ? Math.max(0, spare) : 1;
  const widths = wanted.map((own, at) => {
    const min = mins[at] ?? 0;
    return min + narrowing * (own - min);
  });
  const columns = headings.map(({ isRight }, at) => {
    const [own = 0, width = 0] = [letters[at], widths[at]];
    if (width >= own) return isRight ? 'r' : 'l';
    const ems = Math.floor(5 * width) / 10;
    return `>{\\ragged${isRight ? 'left' : 'right'}\\arraybackslash}p{${ems}em}`;
  });
  const linesOf = (cells: readonly string[]) =>
    Math.max(...cells.map((text, at) => Math.ceil(text.length / (widths[at] ?? 1))));
  const around = [caption, ...notes].map((text) => Math.ceil(text.length / line));
  const isLong = em * sum(all.map(linesOf)) + sum(around) > page;
  return {
    columns: columns.join(''),
    wraps: columns.map((one) => one.length > 1),
    isWide,
    isLong,
    size,
  };
}

/** A row's cells; `wraps`: the columns whose texts are in lines. */
const rowOf = (cells: readonly string[], wraps: readonly boolean[]) =>
  `    ${cells.map((cell, at) => latex(cell, wraps[at])).join(' & ')} \\\\`;

/**
 * The table in LaTeX, for pdfLaTeX, with the packages that it needs. A table wider than the page is scaled. One longer
 * than a page repeats its headings on the next page, and has a smaller font where it is also wider.
 */
export function latexTable(table: PlainTable): string {
  const layout = layoutOf(table);
  return `${(layout.isLong ? longTable : floatingTable)(table, layout).join('\n')}\n`;
}

type Layout = ReturnType<typeof layoutOf>;

const noted = (notes: readonly string[]) =>
  notes.map((note) => `\n  \\par\\smallskip{\\footnotesize ${latex(note)}}`);

function floatingTable(
  { caption, headings, rows, notes }: PlainTable,
  { columns, wraps, isWide }: Layout,
): string[] {
  // LaTeX knows the exact width; ours is an estimate.
  const fit = '\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{';
  return [
    `% needs \\usepackage{${isWide ? 'array,booktabs,graphicx' : 'booktabs'}}`,
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latex(caption)}}`,
    `  ${isWide ? fit : ''}\\begin{tabular}{${columns}}`,
    '    \\toprule',
    rowOf(
      headings.map(({ text }) => text),
      wraps,
    ),
    '    \\midrule',
    ...rows.map((cells) => rowOf(cells, wraps)),
    '    \\bottomrule',
    `  \\end{tabular}${isWide ? '}' : ''}`,
    ...noted(notes),
    '\\end{table}',
  ];
}

function longTable(
  { caption, headings, rows, notes }: PlainTable,
  { columns, wraps, size }: Layout,
) {
  const head = [
    '    \\toprule',
    rowOf(
      headings.map(({ text }) => text),
      wraps,
    ),
    '    \\midrule',
  ];
  return [
    '% needs \\usepackage{array,booktabs,longtable}, and LaTeX twice',
    `\\begingroup\\${size}\\setlength{\\tabcolsep}{.6em}`,
    `  \\begin{longtable}{${columns}}`,
    `    \\caption{${latex(caption)}} \\\\`,
    ...head,
    '    \\endfirsthead',
    ...head,
    '    \\endhead',
    '    \\bottomrule',
    '    \\endfoot',
    ...rows.map((cells) => rowOf(cells, wraps)),
    '  \\end{longtable}',
    ...noted(notes),
    '\\endgroup',
  ];
}
