import { expect, it } from 'vitest';
import { tableMarkdown } from './table-formats.ts';
import { column, numbers, table, tableHtml, type CellValue } from './table.ts';

interface Result {
  readonly method: CellValue;
  readonly accuracy?: CellValue;
  readonly isYardstick?: boolean;
}

const results: readonly Result[] = [
  {
    method: { text: 'LoRA', colour: 'var(--c1)' },
    accuracy: { text: '71.4', detail: '± 0.3' },
  },
  { method: 'a|b_<c>', isYardstick: true },
  { method: { text: 'η ∝ n^−1/2', href: '#rates' } },
];

const shown = table(
  'Accuracy & cost',
  results,
  [
    column('Method', ({ method }) => method),
    numbers(['Accuracy', '%'], ({ accuracy }) => accuracy),
  ],
  { kind: ({ isYardstick }) => isYardstick && 'reference', notes: ['n = 3', false, undefined] },
);

it('writes HTML with headers and escaped cells', () => {
  const { text } = tableHtml(shown);
  expect(text).toContain('<caption>Accuracy &amp; cost</caption>');
  expect(text).toContain('<th scope="col" class="right">Accuracy <small>%</small></th>');
  expect(text).toContain('<td class="right"><span>71.4 <small>± 0.3</small></span></td>');
  expect(text).toContain('<tr class="reference"><th scope="row"><span>a|b_&lt;c&gt;</span></th>');
  expect(text).toContain('<td class="right absent"><span>–</span>');
  expect(text).toContain('<span><a href="#rates">η ∝ n<sup>−1/2</sup></a></span>');
  expect(text).toContain('<p class="note">n = 3</p>');
});

it('writes Markdown', () => {
  expect(tableMarkdown(shown)).toBe(
    [
      '| Method | Accuracy (%) |',
      '| --- | --: |',
      '| LoRA | 71.4 ± 0.3 |',
      '| a\\|b\\_\\<c> | – |',
      '| η ∝ n^−1/2 | – |',
      '',
      'Accuracy & cost',
      '',
      'n = 3',
    ].join('\n'),
  );
});

it('says on the page alone how it shows rows', () => {
  const marked = table('', [1], [column('Rate', () => '0.01')], {
    kind: () => 'marked',
    looks: ['Marked: slower.', false],
  });
  const { text, markdown } = tableHtml(marked);
  expect(text).toContain('<p class="note looks">Marked: slower.</p>');
  expect(markdown + tableMarkdown(marked)).not.toContain('slower');
});

it('writes the detail of a cell in brackets, but for an error and one that has its own', () => {
  const details = ['given', '± 0.3', '(0, 1)'];
  const rates = table('Rates', details, [column('Rate', (detail) => ({ text: '0.01', detail }))]);
  const rows = tableMarkdown(rates).split('\n').slice(2, 5);
  expect(rows).toEqual(['| 0.01 (given) |', '| 0.01 ± 0.3 |', '| 0.01 (0, 1) |']);
});

it('folds a cell’s text away in HTML alone', () => {
  const folding = table(
    '',
    ['1 and 2'],
    [column('Evidence', (text: string) => ({ text, fold: 'The numbers' }))],
  );
  expect(tableHtml(folding).text).toMatch(
    /<details class="part">\n<summary>The numbers<\/summary>\n1 and 2<\/details>/,
  );
  expect(tableMarkdown(folding)).toContain('| 1 and 2 |');
});

it('sets a verdict apart from its condition, and another text in its place as a whole', () => {
  const verdict = (text: string) => {
    const cell = { text, mark: '◐', colour: 'var(--c5)', chip: 'seen only if' };
    return tableHtml(table('', [cell], [column('Claim', () => 'x'), column('Verdict', (c) => c)]));
  };
  expect(verdict('seen only if wide').text).toMatch(
    /<span class="chip"><i [^>]*>◐<\/i> seen only if<\/span> wide</,
  );
  expect(verdict('seen in part').text).toMatch(/◐<\/i> seen in part<\/span><\/span>/);
  expect(verdict('seen only if wide').markdown).toContain('| ◐ seen only if wide |');
});

it('folds several notes under one summary, and keeps them all in Markdown', () => {
  const notes = ['n = 3', 'by seed'];
  const { text, markdown } = tableHtml(table('', ['x'], [column('Of', (x) => x)], { notes }));
  expect(text).toMatch(/<details class="part">\n<summary>[^<]+<\/summary>\n<p class="note">n = 3/);
  expect(markdown).toMatch(/n = 3\n+by seed/);
});
