import { expect, it } from 'vitest';
import { tabledFigures } from './chart.ts';
import { numbersOf } from './chart-numbers.ts';
import { phaseChart } from './phase-chart.ts';
import { powerLawChart } from './power-law-chart.ts';

const spec = powerLawChart(
  [
    {
      label: 'step 1',
      colour: 'var(--c1)',
      points: [{ x: 1024, y: 0.12345, low: 0.1, high: 0.2 }],
      beyond: [2048],
    },
  ],
  { x: 'Width n', y: 'Δf', series: 'Step' },
);

it('tells what the tooltips tell, formatted alike, a table for each kind of mark', () => {
  const [points, beyond] = numbersOf(spec, 'Title');
  expect(points?.headings.map(({ title }) => title)).toEqual([
    'Step',
    'Width n',
    'Δf',
    'Least',
    'Most',
  ]);
  expect(points?.rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
    ['step 1', '1,024', '0.123', '0.1', '0.2'],
  ]);
  expect(beyond?.rows[0]?.cells.map(({ text }) => text)).toEqual(['step 1', '2,048', 'beyond']);
});

it('stands folded below its figure', async () => {
  const cells = [{ x: '−1', y: 'A', state: 'stable', facts: { Slope: '0.01' } }];
  const states = [{ name: 'stable', mark: '=', colour: 'var(--c3)' }];
  const charts = [
    { id: 'a', title: 'A', description: 'a', spec: phaseChart(cells, { x: 'c', states }) },
  ];
  const { text } = await tabledFigures(charts);
  expect(text).toMatch(/<\/div>\n<details class="numbers">[^]*0\.01[^]*<\/details>\n<\/figure>/);
  expect((await tabledFigures([])).text).toBe('');
});
