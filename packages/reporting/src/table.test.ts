import { expect, it } from 'vitest';
import { tableHtml, tableLatex, tableMarkdown, type Table } from './table.ts';

const table: Table = {
  caption: 'Accuracy & cost',
  columns: [
    { key: 'method', title: 'Method' },
    { key: 'accuracy', title: 'Accuracy', detail: '%', align: 'right' },
  ],
  rows: [
    {
      cells: {
        method: { text: 'LoRA', colour: 'var(--c1)' },
        accuracy: { text: '71.4', detail: '± 0.3' },
      },
    },
    { cells: { method: 'a|b_<c>' }, kind: 'reference' },
    { cells: { method: { text: 'η ∝ n^−1/2', href: '#rates' } } },
  ],
  notes: ['n = 3'],
};

it('writes HTML with headers, labels for narrow screens, and escaped cells', () => {
  const { text } = tableHtml(table);
  expect(text).toContain('<caption>Accuracy &amp; cost</caption>');
  expect(text).toContain('<th scope="col" class="right">Accuracy <small>%</small></th>');
  expect(text).toContain(
    '<td class="right" data-label="Accuracy %"><span>71.4 <small>± 0.3</small></span></td>',
  );
  expect(text).toContain(
    '<tr class="reference"><th scope="row" class="left"><span>a|b_&lt;c&gt;</span></th>',
  );
  expect(text).toContain('<td class="right absent" data-label="Accuracy %"><span>–</span>');
  expect(text).toContain('<span><a href="#rates">η ∝ n<sup>−1/2</sup></a></span>');
  expect(text).toContain('<p class="note">n = 3</p>');
});

it('writes Markdown', () => {
  expect(tableMarkdown(table)).toBe(
    [
      '| Method | Accuracy (%) |',
      '| --- | --: |',
      '| LoRA | 71.4 ± 0.3 |',
      '| a\\|b\\_\\<c\\> | – |',
      '| η ∝ n^−1/2 | – |',
      '',
      'Accuracy & cost',
      '',
      'n = 3',
    ].join('\n'),
  );
});

it('writes LaTeX', () => {
  const text = tableLatex(table);
  expect(text).toContain('\\caption{Accuracy \\& cost n = 3}');
  expect(text).toContain('\\begin{tabular}{lr}');
  expect(text).toContain('Method & Accuracy (\\%) \\\\');
  expect(text).toContain('LoRA & 71.4 $\\pm$ 0.3 \\\\');
  expect(text).toContain('a|b\\_<c> & -- \\\\');
  expect(text).toContain('$\\eta$ $\\propto$ n$^{-1/2}$ & -- \\\\');
});
