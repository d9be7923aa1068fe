import { copyable, markup, power, type Html } from './html.ts';
import { escapeMarkdown } from './markdown.ts';
import { tableHtml, type Cell, type Heading, type Table } from './table.ts';

/** A table with its Markdown and LaTeX. */
export const sourced = (table: Table): Html => markup`${tableHtml(table)}\n${sourceOf(table)}`;

/** The Markdown and LaTeX alone. */
export const sourceOf = (table: Table): Html => markup`<details class="source">
<summary>The table as Markdown and LaTeX</summary>
${copyable(tableMarkdown(table))}${copyable(tableLatex(table))}</details>`;

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

/** The table as LaTeX; it needs the booktabs package. */
export function tableLatex({ caption, headings, rows, notes }: Table): string {
  const line = (cells: readonly string[]) => `    ${cells.map(latexText).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latexText([caption, ...notes].join(' '))}}`,
    `  \\begin{tabular}{${headings.map(({ align }) => (align === 'right' ? 'r' : 'l')).join('')}}`,
    '    \\toprule',
    line(headings.map(headerText)),
    '    \\midrule',
    ...rows.map(({ cells }) => line(cells.map(plain))),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

const headerText = ({ title, detail }: Heading) => (detail ? `${title} (${detail})` : title);
/** A detail in brackets, as its header's is; an error or one in brackets of its own follows as it is. */
function plain({ text, detail }: Cell): string {
  if (!detail) return text;
  return `${text} ${/^[±(]/.test(detail) ? detail : `(${detail})`}`;
}

/** What LaTeX writes otherwise: as text, and as mathematics. */
const inText = '{ \\{  } \\}  $ \\$  & \\&  # \\#  _ \\_  % \\%  – --  — ---  … \\dots{}';
const inMaths =
  '± \\pm  − -  × \\times  · \\cdot  ↑ \\uparrow  ↓ \\downarrow  ∝ \\propto  ≈ \\approx  ≤ \\le  ≥ \\ge  ' +
  '≠ \\ne  ÷ \\div  ½ \\frac{1}{2}  ∞ \\infty  ᵀ ^{\\top}  ₀ _0  ₁ _1  ₂ _2  ₃ _3  ' +
  'α \\alpha  γ \\gamma  δ \\delta  η \\eta  Δ \\Delta  Θ \\Theta  Λ \\Lambda';
const named = '\\ \\textbackslash{}  ^ \\textasciicircum{}  ~ \\textasciitilde{}';
const pairsOf = (marks: string) =>
  marks.split('  ').map((pair) => pair.split(' ') as [mark: string, latex: string]);
const latexMarks = new Map([
  ...pairsOf(`${named}  ${inText}`),
  ...pairsOf(inMaths).map(([mark, latex]) => [mark, `$${latex}$`] as const),
]);

function latexText(text: string): string {
  const raised = (exponent: string) => `$^{${exponent.replace('−', '-').replace('γ', '\\gamma')}}$`;
  const parts = text.split(power); // text, base, exponent, text, …
  return parts.map((part, index) => (index % 3 === 2 ? raised(part) : plainLatex(part))).join('');
}

const plainLatex = (text: string) =>
  text
    .replace(/[^\w\s]|_/gu, (character) => latexMarks.get(character) ?? character)
    .replace(/\s+/g, ' ');
