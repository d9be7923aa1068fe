import { power } from './html.ts';
import type { PlainTable } from './plain-table.ts';

/** What LaTeX writes otherwise: as text, and as mathematics. */
const inText =
  '\\ \\textbackslash{}  ^ \\textasciicircum{}  ~ \\textasciitilde{}  { \\{  } \\}  $ \\$  & \\&  # \\#  _ \\_  % \\%  ' +
  "[ {[}  * {*}  – --  — ---  … \\dots{}  ’ '  ‘ `  “ ``  ” ''  \u00a0 ~";
const inMaths =
  '< <  > >  | |  ± \\pm  − -  × \\times  · \\cdot  ÷ \\div  → \\to  ↑ \\uparrow  ↓ \\downarrow  ∝ \\propto  ≈ \\approx  ' +
  '≤ \\le  ≥ \\ge  ≠ \\ne  ½ \\frac{1}{2}  ∞ \\infty  √ \\surd  ‖ \\|  ᵀ ^{\\top}  ₀ _0  ₁ _1  ₂ _2  ₃ _3  ² ^2  ³ ^3  ' +
  'α \\alpha  β \\beta  γ \\gamma  δ \\delta  ε \\epsilon  η \\eta  λ \\lambda  μ \\mu  Δ \\Delta  Θ \\Theta  Λ \\Lambda';
const pairsOf = (marks: string) =>
  marks.split('  ').map((pair) => pair.split(' ') as [mark: string, latex: string]);
const marks = new Map([
  ...pairsOf(inText),
  ...pairsOf(inMaths).map(([mark, latex]) => [mark, `$${latex}$`] as const),
]);

/** What pdfLaTeX has a letter for. */
const known = /[\x20-\x7e§©°À-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]/;

/** A character that pdfLaTeX does not know stands as its number. */
const plain = (text: string) =>
  text
    .replace(/\s/g, (space) => (space === '\xa0' ? space : ' '))
    .replace(
      /[^A-Za-z0-9 ]/gu,
      (mark) =>
        marks.get(mark) ??
        (known.test(mark) ? mark : `U+${mark.codePointAt(0)?.toString(16).toUpperCase() ?? ''}`),
    );

const raised = (text: string) => `$^{${text.replace('−', '-').replace('γ', '\\gamma')}}$`;

/** A text with its powers. */
const latex = (text: string) =>
  text
    .split(power)
    .map((part, at) => (at % 3 === 2 ? raised(part) : plain(part)))
    .join('');

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Letters in a line of a page, in a column that is not broken into lines, and at least in one that is. */
const [line, unbroken, least] = [84, 24, 16];

/** How wide the columns are: of a table that is wider than a page, texts are broken into lines; what is too wide still is scaled. */
function layoutOf({ headings, rows }: PlainTable) {
  const widest = headings.map(({ text }, at) =>
    Math.max(text.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const gaps = 2 * headings.length;
  const isWide = sum(widest) + gaps > line;
  const isBroken = (letters: number) => isWide && letters > unbroken;
  const room = line - gaps - sum(widest.filter((letters) => !isBroken(letters)));
  const share = room / sum(widest.filter(isBroken).map(Math.sqrt));
  const widths = widest.map((letters) =>
    isBroken(letters) ? Math.max(least, Math.round(share * Math.sqrt(letters))) : letters,
  );
  const columns = headings.map(({ isRight }, at) =>
    isBroken(widest[at] ?? 0)
      ? `>{\\ragged${isRight ? 'left' : 'right'}\\arraybackslash}p{${(widths[at] ?? 0) / 2}em}`
      : isRight
        ? 'r'
        : 'l',
  );
  return { isWide, isScaled: sum(widths) + gaps > line, columns: columns.join('') };
}

/** The table in LaTeX, for pdfLaTeX. It needs booktabs, and array and graphicx for one that is wider than a page. */
export function latexTable(table: PlainTable): string {
  const { caption, headings, rows, notes } = table;
  const { isWide, isScaled, columns } = layoutOf(table);
  const row = (cells: readonly string[]) => `    ${cells.map(latex).join(' & ')} \\\\`;
  return `${[
    `% needs \\usepackage{${isWide ? 'array,booktabs,graphicx' : 'booktabs'}}`,
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latex(caption)}}`,
    `  ${isScaled ? '\\resizebox{\\linewidth}{!}{' : ''}\\begin{tabular}{${columns}}`,
    '    \\toprule',
    row(headings.map(({ text }) => text)),
    '    \\midrule',
    ...rows.map(row),
    '    \\bottomrule',
    `  \\end{tabular}${isScaled ? '}' : ''}`,
    ...notes.map((note) => `\n  \\par\\smallskip{\\footnotesize ${latex(note)}}`),
    '\\end{table}',
  ].join('\n')}\n`;
}
