import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlainTable } from './plain-table.ts';
import { csvTable, tableFormats } from './table-formats.ts';
import { latexTable } from './table-latex.ts';

const shown: PlainTable = {
  caption: 'Accuracy & cost',
  headings: [
    { text: 'Method', isRight: false },
    { text: 'Accuracy (%)', isRight: true },
  ],
  rows: [
    ['LoRA', '71.4 ± 0.3'],
    ['a|b_<c>, "d"', '–'],
    ['η ∝ n^−1/2', '−0.5'],
  ],
  notes: ['n = 3'],
};

it('writes LaTeX with booktabs', () => {
  expect(latexTable(shown)).toBe(`% needs \\usepackage{booktabs}
\\begin{table}
  \\centering
  \\caption{Accuracy \\& cost}
  \\begin{tabular}{lr}
    \\toprule
    Method & Accuracy (\\%) \\\\
    \\midrule
    LoRA & 71.4~$\\pm$~0.3 \\\\
    a$|$b\\_$<$c$>$, "d" & -- \\\\
    $\\eta$ $\\propto$ n$^{-1/2}$ & $-$0.5 \\\\
    \\bottomrule
  \\end{tabular}

  \\par\\smallskip{\\footnotesize n = 3}
\\end{table}
`);
});

const heading = (text: string) => ({ text, isRight: false });

it('breaks texts of a wide table into lines, and scales what is wider than a page still', () => {
  const wide = { ...shown, headings: ['Claim', 'n'].map(heading), rows: [['so '.repeat(40), '3']] };
  const text = latexTable(wide);
  const [, width] =
    /tabular\}\{>\{\\raggedright\\arraybackslash\}p\{([\d.]+)em\}l\}/.exec(text) ?? [];
  // A page is 34.5 em wide.
  expect(Number(width)).toBeGreaterThan(30);
  expect(Number(width)).toBeLessThan(34.5);
  expect(text).toContain('{array,booktabs,graphicx}');
  expect(text).toContain('\\ifdim\\width>\\linewidth\\linewidth');
});

it('lets a table that is longer than a page go on with its headings, as letters allow', () => {
  const rows = Array.from({ length: 60 }, (_, seed) => ['LoRA', String(seed)]);
  const text = latexTable({ ...shown, rows });
  expect(text.match(/Method & Accuracy/g)).toHaveLength(2);
  expect(text).toContain('\\begin{longtable}{lr}');
  expect(text).toContain('\\normalsize');
  expect(text).not.toContain('\\begin{table}');
  const headings = Array.from({ length: 9 }, () => heading('a wide one'));
  const cells = headings.map(() => 'exploding slowly');
  const many = { ...shown, headings, rows: [...rows, ...rows].map(() => cells) };
  expect(latexTable(many)).toMatch(
    /\\tiny[^]*longtable\}\{(>\{\\raggedright\\arraybackslash\}p\{[\d.]+em\}){9}/,
  );
});

it('lets a long word, such as a hash, be broken where its column has lines, and only there', () => {
  const cell = (first: string) => latexTable({ ...shown, rows: [[first, '0123456789abcdef0123']] });
  expect(cell('a/config.json')).toContain('a/config.json & 0123456789abcdef0123 ');
  const hash = '0123456789abcdef'.repeat(4);
  expect(cell(hash)).toContain('01234567\\allowbreak{}89abcdef\\allowbreak{}');
});

it('writes CSV, quoting where that is needed, with minus signs that programs read', () => {
  expect(csvTable(shown)).toBe(
    'Method,Accuracy (%)\r\nLoRA,71.4 ± 0.3\r\n"a|b_<c>, ""d""",–\r\nη ∝ n^-1/2,-0.5\r\n',
  );
});

it('writes no formula of a spreadsheet into CSV', () => {
  const rows = [['=A1', '@A1', '+A1', '-A1', '-1', '+.5']];
  expect(csvTable({ ...shown, rows })).toContain("'=A1,'@A1,'+A1,'-A1,-1,+.5\r\n");
});

it('writes Markdown', () => {
  expect(tableFormats['Markdown']?.write(shown)).toContain('| a\\|b\\_\\<c>, "d" | – |\n');
});

const words = fc.string({
  unit: fc.constantFrom(...'aZ7 &%$#_{}~^\\[]*<>|"\'`±−–“’αΘ₂●→éđð字\u00a0\n'),
});

it('leaves nothing in LaTeX that would end a cell, open a group or need another font', () => {
  fc.assert(
    fc.property(words, words, (first, second) => {
      const rows = [[first, second]];
      const text = latexTable({ ...shown, rows });
      const line = text.split('\n').at(8) ?? '';
      expect(line).toMatch(/^ {4}[^]* \\\\$/);
      const bare = line
        .slice(0, -2)
        .replaceAll(
          /\\(?:textbackslash|textasciicircum|textasciitilde|dots|allowbreak)\{\}|\\[&%$#_{}]|\{[[*]\}/g,
          '',
        );
      expect(bare.match(/&/g)).toHaveLength(1);
      const outside = bare.replaceAll(/\$[^$]*\$/g, '');
      expect(outside).not.toMatch(/[\\{}$%#_^<>|[*]/);
      expect(text).toMatch(/^[\n\x20-\x7eé]*$/);
    }),
  );
});
