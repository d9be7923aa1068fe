import { power } from './html.ts';
import { live } from './markdown.ts';

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
const latexMarks = Object.fromEntries([
  ...pairsOf(inText),
  ...pairsOf(inMaths).map(([mark, latex]) => [mark, `$${latex}$`] as const),
]);

/**
 * JavaScript of an object of formats by name, each with its file's ending and a function that writes a table: { caption,
 * headings: { text, right }[], rows: string[][], notes }. The page runs it on the tables that it shows, so that none is in it
 * twice. LaTeX needs the booktabs package, and array and graphicx for a table that is wider than a page: its texts are broken
 * into lines, and what is too wide still is scaled. A character that pdfLaTeX does not know stands as its number.
 */
export const tableFormats = `(() => {
  const marks = ${JSON.stringify(latexMarks)};
  const power = new RegExp(${JSON.stringify(power.source)});
  const known = /[\\x20-\\x7e§©°À-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]/;
  const plain = (text) => text.replace(/\\s/g, (space) => (space === '\\xa0' ? space : ' ')).replace(/[^A-Za-z0-9 ]/gu, (mark) =>
    Object.hasOwn(marks, mark) ? marks[mark] : known.test(mark) ? mark : 'U+' + mark.codePointAt(0).toString(16).toUpperCase());
  const raised = (text) => '$^{' + text.replace('−', '-').replace('γ', '\\\\gamma') + '}$';
  const latex = (text) => text.split(power).map((part, at) => (at % 3 === 2 ? raised(part) : plain(part))).join('');
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  // Letters in a line of a page, in a column that is not broken into lines, and at least in one that is.
  const line = 84, unbroken = 24, least = 16;
  const tabular = ({ headings, rows }) => {
    const widest = headings.map(({ text }, at) => Math.max(text.length, ...rows.map((row) => row[at]?.length ?? 0)));
    const gaps = 2 * headings.length;
    const isWide = sum(widest) + gaps > line;
    const isBroken = (letters) => isWide && letters > unbroken;
    const room = line - gaps - sum(widest.filter((letters) => !isBroken(letters)));
    const share = room / sum(widest.filter(isBroken).map(Math.sqrt));
    const widths = widest.map((letters) => (isBroken(letters) ? Math.max(least, Math.round(share * Math.sqrt(letters))) : letters));
    const columns = headings.map(({ right }, at) =>
      isBroken(widest[at])
        ? '>{\\\\ragged' + (right ? 'left' : 'right') + '\\\\arraybackslash}p{' + widths[at] / 2 + 'em}'
        : right ? 'r' : 'l');
    return { isWide, isScaled: sum(widths) + gaps > line, columns: columns.join('') };
  };
  const escaped = (text) => text.replace(new RegExp(${JSON.stringify(live.source)}, 'gi'), '\\\\$&');
  // An apostrophe keeps a text from being a formula in a spreadsheet.
  const inert = (text) => text.replace(/^(?=[=@]|[-+](?![\\d.]))/, "'");
  const quoted = (text) => (/[",\\n\\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
  return {
    LaTeX: { ending: 'tex', write: (table) => {
      const { caption, headings, rows, notes } = table;
      const { isWide, isScaled, columns } = tabular(table);
      return [
        '% needs \\\\usepackage{' + (isWide ? 'array,booktabs,graphicx' : 'booktabs') + '}',
        '\\\\begin{table}',
        '  \\\\centering',
        '  \\\\caption{' + latex(caption) + '}',
        '  ' + (isScaled ? '\\\\resizebox{\\\\linewidth}{!}{' : '') + '\\\\begin{tabular}{' + columns + '}',
        '    \\\\toprule',
        ...[headings.map(({ text }) => text), ...rows].flatMap((cells, at) => [
          '    ' + cells.map(latex).join(' & ') + ' \\\\\\\\',
          ...(at === 0 ? ['    \\\\midrule'] : []),
        ]),
        '    \\\\bottomrule',
        '  \\\\end{tabular}' + (isScaled ? '}' : ''),
        ...notes.map((note) => '\\n  \\\\par\\\\smallskip{\\\\footnotesize ' + latex(note) + '}'),
        '\\\\end{table}',
      ].join('\\n') + '\\n';
    } },
    CSV: { ending: 'csv', write: ({ headings, rows }) =>
      [headings.map(({ text }) => text), ...rows].map((cells) => cells.map(inert).map(quoted).join(',').replace(/−(?=[\\d.])/g, '-') + '\\r\\n').join('') },
    Markdown: { ending: 'md', write: ({ caption, headings, rows, notes }) => [
      ...[headings.map(({ text }) => escaped(text)), headings.map(({ right }) => (right ? '--:' : '---')), ...rows.map((cells) => cells.map(escaped))]
        .map((cells) => '| ' + cells.join(' | ') + ' |'),
      ...[caption, ...notes].map((text) => '\\n' + escaped(text)),
    ].join('\\n') + '\\n' },
  };
})()`;
