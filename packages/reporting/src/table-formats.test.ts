import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tableFormats } from './table-formats.ts';

interface Shown {
  readonly caption: string;
  readonly headings: readonly { readonly text: string; readonly right: boolean }[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

type Format = Readonly<Record<'LaTeX' | 'CSV' | 'Markdown', { write: (table: Shown) => string }>>;

// eslint-disable-next-line no-new-func -- as the page runs it
const formats = new Function(`return ${tableFormats}`)() as Format;

const shown: Shown = {
  caption: 'Accuracy & cost',
  headings: [
    { text: 'Method', right: false },
    { text: 'Accuracy (%)', right: true },
  ],
  rows: [
    ['LoRA', '71.4 ± 0.3'],
    ['a|b_<c>, "d"', '–'],
    ['η ∝ n^−1/2', '−0.5'],
  ],
  notes: ['n = 3'],
};

it('writes LaTeX with booktabs', () => {
  expect(formats.LaTeX.write(shown)).toBe(`% needs \\usepackage{booktabs}
\\begin{table}
  \\centering
  \\caption{Accuracy \\& cost}
  \\begin{tabular}{lr}
    \\toprule
    Method & Accuracy (\\%) \\\\
    \\midrule
    LoRA & 71.4 $\\pm$ 0.3 \\\\
    a$|$b\\_$<$c$>$, "d" & -- \\\\
    $\\eta$ $\\propto$ n$^{-1/2}$ & $-$0.5 \\\\
    \\bottomrule
  \\end{tabular}

  \\par\\smallskip{\\footnotesize n = 3}
\\end{table}
`);
});

it('breaks texts of a wide table into lines, and scales what is wider than a page still', () => {
  const heading = (text: string) => ({ text, right: false });
  const wide = { ...shown, headings: ['Claim', 'n'].map(heading), rows: [['so '.repeat(40), '3']] };
  expect(formats.LaTeX.write(wide)).toContain(
    '  \\begin{tabular}{>{\\raggedright\\arraybackslash}p{39.5em}l}\n',
  );
  expect(formats.LaTeX.write(wide)).toContain('{array,booktabs,graphicx}');
  const numbers = Array.from({ length: 12 }, () => '71.4 ± 0.3');
  const many = { ...shown, headings: numbers.map(heading), rows: [numbers] };
  expect(formats.LaTeX.write(many)).toContain(
    `  \\resizebox{\\linewidth}{!}{\\begin{tabular}{${'l'.repeat(12)}}\n`,
  );
  expect(formats.LaTeX.write(many)).toContain('  \\end{tabular}}\n');
});

it('writes CSV, quoting where that is needed, with minus signs that programs read', () => {
  expect(formats.CSV.write(shown)).toBe(
    'Method,Accuracy (%)\r\nLoRA,71.4 ± 0.3\r\n"a|b_<c>, ""d""",–\r\nη ∝ n^-1/2,-0.5\r\n',
  );
});

it('writes no formula of a spreadsheet into CSV', () => {
  const rows = [['=A1', '@A1', '+A1', '-A1', '-1', '+.5']];
  expect(formats.CSV.write({ ...shown, rows })).toContain("'=A1,'@A1,'+A1,'-A1,-1,+.5\r\n");
});

it('writes Markdown', () => {
  expect(formats.Markdown.write(shown)).toContain('| a\\|b\\_\\<c>, "d" | – |\n');
});

const words = fc.string({
  unit: fc.constantFrom(...'aZ7 &%$#_{}~^\\[]*<>|"\'`±−–“’αΘ₂●→éđð字\u00a0\n'),
});

it('leaves nothing in LaTeX that would end a cell, open a group or need another font', () => {
  fc.assert(
    fc.property(words, words, (first, second) => {
      const rows = [[first, second]];
      const text = formats.LaTeX.write({ ...shown, rows });
      const line = text.split('\n').at(8) ?? '';
      expect(line).toMatch(/^ {4}[^]* \\\\$/);
      const bare = line
        .slice(0, -2)
        .replaceAll(
          /\\(?:textbackslash|textasciicircum|textasciitilde|dots)\{\}|\\[&%$#_{}]|\{[[*]\}/g,
          '',
        );
      expect(bare.match(/&/g)).toHaveLength(1);
      const outside = bare.replaceAll(/\$[^$]*\$/g, '');
      expect(outside).not.toMatch(/[\\{}$%#_^<>|[*]/);
      expect(text).toMatch(/^[\n\x20-\x7eé]*$/);
    }),
  );
});
