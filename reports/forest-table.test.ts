import { expect, it } from 'vitest';
import type { DifferenceFinding, FindingDesign } from '@singlora/records';
import { tableHtml, type Table } from '@singlora/reporting';
import { findingsOf } from './documents/selection.ts';
import { verdictOn } from './findings/difference.ts';
import { designsTable, forestTable } from './forest-table.ts';

const found = (
  id: string,
  points: readonly [low: number, estimate: number, high: number],
  {
    tasks = ['mnli', 'cola'],
    other = 'LoRA',
    ...given
  }: { tasks?: string[]; other?: string } & Partial<DifferenceFinding['given']> = {},
): DifferenceFinding => {
  const [low, estimate, high] = points.map((value) => value / 100) as [number, number, number];
  const one = {
    kind: 'difference' as const,
    id,
    design: id.startsWith('glue/unplanned') ? id : id.split('/').slice(0, 2).join('/'),
    question: 'q',
    one: 'SingLoRA',
    other,
    tasks,
    score: 's',
    unit: 'points' as const,
    estimate,
    standardError: 0.01,
    interval: [low, high] as [number, number],
    covers: 'seeds' as const,
    n: { seeds: 10, subjects: null },
    given: {
      margin: 0.02,
      pValue: null,
      corrected: null,
      family: null,
      ties: { one: 0, other: 0 },
      unlearned: [],
      reservation: null,
      ...given,
    },
  };
  return { ...one, verdict: verdictOn(one).kind };
};

const design = (id: string, title: string) =>
  ({ id, title, model: 'org/model', plan: id, repeats: null }) as unknown as FindingDesign;

const reservation = 'no plan was declared before its runs';
const findings = findingsOf({
  version: 1,
  designs: [
    design('glue/a', 'Two layers'),
    design('glue/b', 'All layers'),
    design('glue/unplanned/mnli/model/laptop', 'model, preset laptop'),
  ],
  findings: [
    found('glue/a', [-1.75, -1.38, -1.01]),
    found('glue/a/mnli', [-3, -2, -1], { tasks: ['mnli'] }),
    found('glue/a/cola', [-40, 2, 44], { tasks: ['cola'] }),
    found('glue/a/without-cola', [-3, -2, -1], { tasks: ['mnli', 'qnli'] }),
    found('glue/a/singlora-dora', [-3, -2, -1], { other: 'DoRA' }),
    found('glue/b', [-1, 0.5, 1.5], { tasks: ['mnli'] }),
    found('glue/b/mnli', [-1, 0.5, 1.5], { tasks: ['mnli'] }),
    found('glue/unplanned/mnli/model/laptop', [1, 2, 3], { tasks: ['mnli'], reservation }),
  ],
});
const hrefOf = ({ id }: { readonly id: string }) => `#${id}`;
const linesOf = (shown: Table | undefined) =>
  shown?.rows.map(({ cells }) => cells.map(({ text, detail }) => [text, detail].join('|')));
const forest = forestTable(findings, hrefOf);

it('has a line for each task and design, the means first, with verdicts and their reasons', () => {
  expect(linesOf(forest)).toEqual([
    [
      'Mean of 2 tasks|',
      'Two layers|',
      '−1.38 (−1.75 to −1.01)|',
      '|',
      '10|',
      'lower|by less than the margin of ±2.0',
    ],
    [
      'CoLA|',
      'Two layers|',
      '+2.00 (−40.00 to +44.00)|',
      '|',
      '10|',
      'undecided|needs ±44.00 to decide',
    ],
    ['MNLI|', 'Two layers|', '−2.00 (−3.00 to −1.00)|', '|', '10|', 'lower|'],
    ['MNLI|', 'All layers|', '+0.50 (−1.00 to +1.50)|', '|', '10|', 'equal|'],
    [
      'MNLI|',
      'model, preset laptop|',
      '+2.00 (+1.00 to +3.00)|',
      '|',
      '10|',
      `none|${reservation}`,
    ],
  ]);
});

it('shades every second task, and links each difference to its finding', () => {
  expect(forest?.rows.map(({ kind }) => kind)).toEqual([undefined, 'band', ...Array(3)]);
  expect(forest?.rows.map(({ cells }) => cells[2]?.href)).toContain('#glue/a/cola');
});

it('draws every bar to one scale, which a wide interval does not set', () => {
  const { text } = tableHtml(forest!);
  const bars = [...text.matchAll(/M([\d.]+) 8H([\d.]+)/g)].map(([, from, to]) => [from, to]);
  expect(bars[1]).toEqual(['0.0', '180.0']);
  expect(bars[2]).toEqual(['45.0', '75.0']);
});

it('shows each design once in brief, those without a plan too, and nothing without designs', () => {
  expect(linesOf(designsTable(findings, hrefOf))?.map(([name, , on]) => [name, on])).toEqual([
    ['Two layers|', 'Mean of 2 tasks|'],
    ['All layers|', 'MNLI|'],
    ['model, preset laptop|', 'MNLI|'],
  ]);
  const none = findingsOf({ version: 1, designs: [], findings: [] });
  for (const make of [forestTable, designsTable]) expect(make(none, hrefOf)).toBeUndefined();
});
