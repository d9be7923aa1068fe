import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { chartHtml, staticSvg } from './chart.ts';
import { intervalChart } from './interval-chart.ts';
import { lineChart } from './line-chart.ts';
import { logLogChart } from './log-log-chart.ts';
import { powerLaw } from './power-law.ts';
import type { Series } from './series.ts';
import { estimate } from './stats.ts';

const points = [1.1, 0.9, 0.8].map((value, index) => ({
  step: index + 1,
  value,
  smooth: value + 0.01,
}));
const series: Series[] = [
  { run: 'LoRA, seed 0', label: 'LoRA', colour: 'var(--c1)', points },
  { run: 'SingLoRA, seed 0', label: 'SingLoRA', colour: 'var(--c2)', points: points.slice(0, 2) },
];
const rows = [
  {
    label: 'LoRA',
    colour: 'var(--c1)',
    estimate: estimate([71, 72, 73]),
    values: [71, 72, 73].map((value, seed) => ({ name: `seed ${seed}`, value })),
  },
  { label: 'SingLoRA', colour: 'var(--c2)', estimate: { mean: 70 }, values: [] },
];

const powers = [64, 128, 256].map((x) => ({
  x,
  y: x ** 1.5,
  low: 0.9 * x ** 1.5,
  high: 2 * x ** 1.5,
}));

const examples: Record<string, TopLevelSpec> = {
  'line-chart': lineChart(series, { measure: 'Training loss', format: '.2f' }),
  'line-chart-dots': lineChart(series, { measure: 'Accuracy', format: '.1%', dots: true }),
  'interval-chart': intervalChart(rows, { measure: 'Accuracy (%)', format: '.1f' }),
  'interval-chart-zero': intervalChart(rows, { measure: 'Points', format: '+.1f', reference: 0 }),
  'interval-chart-one': intervalChart(rows, {
    ...{ measure: 'Ratio', format: '.2f', reference: 1 },
    words: { row: 'Case', single: 'Round', centre: 'Ratio', low: 'Least', high: 'Most' },
  }),
  'log-log-chart': logLogChart(powers, {
    ...{ x: 'Width', y: 'Time (ms)', colour: 'var(--c2)', law: powerLaw(powers) },
  }),
};

describe.each(Object.entries(examples))('%s', (name, spec) => {
  it('is the specification on record', async () => {
    await expect(`${JSON.stringify(spec, null, 2)}\n`).toMatchFileSnapshot(
      `./fixtures/${name}.vl.json`,
    );
  });

  it('draws without a warning, in the page’s own colours only', async () => {
    const svg = await staticSvg({ id: name, spec });
    expect(svg).toMatch(/^<svg[^]*<\/svg>$/);
    const colours = new Set(
      [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour),
    );
    for (const colour of colours) expect(colour).toMatch(/^(var\(--[\w-]+\)|none|transparent)$/);
    expect(svg).toContain('stroke="var(--c2)"');
  });
});

describe('lineChart', () => {
  it('names each group once, in its colour', async () => {
    const svg = await staticSvg({ id: 'x', spec: examples['line-chart'] as TopLevelSpec });
    expect(svg.match(/<text[^>]*fill="var\(--c2\)"[^>]*>SingLoRA<\/text>/g)).toHaveLength(1);
  });

  it('lets one spike not flatten the curves', () => {
    const spiked = points.map((point, i) => (i === 1 ? { ...point, value: 500 } : point));
    const spec = JSON.stringify(
      lineChart([{ ...series[0], points: spiked } as Series], { measure: 'Loss', format: 'f' }),
    );
    const [, high] = /"domain":\[[\d.]+,([\d.]+)\]/.exec(spec) ?? [];
    expect(Number(high)).toBeLessThan(2);
  });

  it('draws a run of a single point', async () => {
    const one = [{ ...series[0], points: points.slice(0, 1) } as Series];
    const svg = await staticSvg({
      id: 'one',
      spec: lineChart(one, { measure: 'Loss', format: 'f', dots: true }),
    });
    expect(svg).not.toContain('NaN');
  });
});

describe('logLogChart', () => {
  it('stays readable where hardly anything changes, or there is one point', async () => {
    for (const points of [[8, 16, 32].map((x) => ({ x, y: 1000 + x })), [{ x: 8, y: 1000 }]]) {
      const spec = logLogChart(points, { x: 'Rank', y: 'Memory (MiB)', colour: 'var(--c2)' });
      const svg = await staticSvg({ id: 'flat', spec });
      expect(svg).not.toContain('NaN');
      expect(svg).toContain('>1,000</text>');
    }
  });
});

it('refuses a specification that Vega-Lite only warns about', async () => {
  const spec = {
    data: { values: [] },
    mark: 'bar',
    encoding: { x: { field: 'a', type: 'nominal', scale: { zero: true } } },
  };
  await expect(staticSvg({ id: 'wrong', spec: spec as TopLevelSpec })).rejects.toMatchObject({
    code: 'BAD_CHART',
    message: expect.stringContaining('"wrong"') as string,
  });
});

it('holds in its figure the drawn chart, the live one’s specification and escaped words', async () => {
  const spec = lineChart([{ ...series[0], label: '</script><b>' } as Series], {
    measure: 'Loss',
    format: 'f',
  });
  const { text } = await chartHtml({ id: 'x', title: 'A < B', description: '"quoted"', spec });
  expect(text).toContain('<strong>A &lt; B</strong>');
  expect(text).toContain('aria-label="&quot;quoted&quot;"');
  const json = /<script type="application\/json" class="spec">(.*)<\/script>/.exec(text)?.[1];
  expect(JSON.parse(json ?? '')).toEqual(JSON.parse(JSON.stringify(spec)));
  expect(text.match(/<\/script>/g)).toHaveLength(1);
  expect(text).not.toContain('<b>');
});
