import { estimate } from '@singlora/statistics';
import { describe, expect, it } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { agreementChart } from './agreement-chart.ts';
import { chartHtml, guard } from './chart.ts';
import { drawChart } from './draw.ts';
import { intervalChart } from './interval-chart.ts';
import { lineChart } from './line-chart.ts';
import { logLinesChart, sharedDomain, type LogLine } from './log-lines-chart.ts';
import { phaseChart, type PhaseCell } from './phase-chart.ts';
import { powerLawChart } from './power-law-chart.ts';
import type { Series } from './series.ts';
import { sweepChart } from './sweep-chart.ts';

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

const states = [
  { name: 'stable', mark: '=', colour: 'var(--c3)' },
  { name: 'exploding', mark: '↑', colour: 'var(--c2)' },
  { name: 'undecided', mark: '?', colour: 'var(--rule)', ink: 'var(--ink-2)' },
];
const phases: PhaseCell[] = [
  { x: '−1', y: '−1/2', state: 'stable', predicted: 'stable', facts: { Slope: '0.01' } },
  { x: '−1/2', y: '−1/2', state: 'exploding', predicted: 'stable', facts: { Slope: '0.98' } },
  { x: '−1', y: '0', state: 'undecided', predicted: 'exploding', facts: { Slope: '0.2' } },
  { x: '−1/2', y: '0', state: 'exploding', facts: { Slope: '1.4' } },
];

const agreements = [
  { label: 'A', predicted: 0, measured: 0.01, low: -0.02, high: 0.04, agrees: true },
  { label: 'B', predicted: 0.5, measured: 1, low: 0.9, high: 1.1, agrees: false },
];

const lines: LogLine[] = [0.5, -1].map((exponent, index) => ({
  label: `n^${exponent}`,
  colour: `var(--c${index + 1})`,
  dashed: index === 1,
  points: powers.map(({ x }) => ({ x, y: x ** exponent, low: 0.9 * x ** exponent, high: x })),
  marked: index === 1 ? [{ x: 128, y: 1 / 128 }] : [],
}));

const examples: Record<string, TopLevelSpec> = {
  'line-chart': lineChart(series, { measure: 'Training loss', format: '.2f' }),
  'line-chart-dots': lineChart(series, { measure: 'Accuracy', format: '.1%', dots: true }),
  'interval-chart': intervalChart(rows, { measure: 'Accuracy (%)', format: '.1f' }),
  'interval-chart-zero': intervalChart(rows, { measure: 'Points', format: '+.1f', reference: 0 }),
  'interval-chart-one': intervalChart(rows, {
    measure: 'Ratio',
    format: '.2f',
    reference: 1,
    words: { row: 'Case', single: 'Round', centre: 'Ratio' },
  }),
  'interval-chart-cut': intervalChart(
    [
      {
        label: 'wide',
        colour: 'var(--c2)',
        estimate: { mean: 2, interval: [-29, 7] },
        values: [],
      },
    ],
    { measure: 'Points', format: '+.1f', reference: 0, reach: 15 },
  ),
  'phase-chart': phaseChart(phases, { x: 'Rate', y: 'Init', states }),
  'agreement-chart': agreementChart(agreements, {
    x: 'Predicted',
    y: 'Measured',
    format: '.2f',
    tolerance: 0.1,
  }),
  'log-lines-chart': logLinesChart(lines, { x: 'Width', y: 'RMS' }),
  'power-law-chart': powerLawChart(
    [
      {
        label: 'step 1',
        colour: 'var(--c2)',
        points: powers,
        beyond: [512],
        fit: { factor: 1, exponent: 1.5, interval: [1.4, 1.6], from: 64, to: 256, expected: 1 },
      },
    ],
    { x: 'Width', y: 'RMS', series: 'Step' },
  ),
  'sweep-chart': sweepChart(
    lines.map((line) => ({
      ...line,
      points: line.points.map((point) => ({ ...point, x: point.x * 1e-5 })),
    })),
    { x: 'Rate', y: 'Score', format: '.2f', reference: { y: 0.5, label: 'without' } },
  ),
};

describe.each(Object.entries(examples))('%s', (name, spec) => {
  it('is the specification on record, layer by layer', async () => {
    const { layer, ...chart } = spec as TopLevelSpec & { layer: readonly object[] };
    const lines = [chart, ...layer].map((part) => `${JSON.stringify(part)}\n`);
    await expect(lines.join('')).toMatchFileSnapshot(`./fixtures/${name}.jsonl`);
  });

  it('draws without a warning, in the page’s own colours only', async () => {
    const svg = await drawChart(spec);
    expect(svg).toMatch(/^<svg[^]*<\/svg>$/);
    const colours = new Set(
      [...svg.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour),
    );
    expect(svg).not.toContain('NaN');
    for (const colour of colours) expect(colour).toMatch(/^(var\(--[\w-]+\)|none|transparent)$/);
    expect(svg).toContain('stroke="var(--c2)"');
  });
});

it('marks with an arrow the end at which an interval goes on', async () => {
  const svg = await drawChart(examples['interval-chart-cut']!);
  // the triangle's tip is at its left
  expect(svg.match(/d="M-?3\.354,0L/g)).toEqual(['d="M-3.354,0L']);
});

describe('lineChart', () => {
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
    const svg = await drawChart(lineChart(one, { measure: 'Loss', format: 'f', dots: true }));
    expect(svg).not.toContain('NaN');
  });
});

describe('sweepChart', () => {
  it('names the level at the other end than the lines', async () => {
    const svg = await drawChart(examples['sweep-chart'] as TopLevelSpec);
    const at = (name: string) =>
      Number(new RegExp(`<text[^>]*translate\\(([\\d.]+),[^>]*>${name}</text>`).exec(svg)?.[1]);
    expect(at('without')).toBeLessThan(at('n\\^0.5') / 2);
  });
});

describe('intervalChart', () => {
  const group = ['minilm-32x48-peft-singlora', 'minilm-32x48-peft-singlora', 'other'];
  const options = { measure: 'Ratio', format: '.2f' };
  const bars = group.map((label, index) => ({
    label,
    series: index === 1 ? 'B' : 'A',
    colour: `var(--c${index === 1 ? 2 : 1})`,
    estimate: { mean: 1 + index },
    values: [],
  }));

  it('draws the label of a group once, on one line, and keeps the rows apart', async () => {
    const spec = intervalChart(bars, options);
    const svg = await drawChart(spec);
    expect(svg.match(/>minilm-32x48-peft-singlora</g)).toHaveLength(1);
    const marks = [...svg.matchAll(/<path transform="translate\(([^)]*)\)" d="M[^>]*fill="var/g)];
    expect(new Set(marks.map(([, at]) => at?.split(',')[1])).size).toBeGreaterThanOrEqual(3);
  });

  it('puts no invisible character into its values, which are listed and saved', () => {
    const { data } = intervalChart(bars, options) as unknown as {
      data: { values: { label: string }[] };
    };
    expect(data.values.map(({ label }) => label)).toEqual(group);
  });

  it('gives tooltips more digits than the axis where it is told to', () => {
    const spec = JSON.stringify(intervalChart(bars, { ...options, axisFormat: '.1f' }));
    expect(spec).toContain('"axis":{"format":".1f"');
    expect(spec).toContain('"title":"Mean","format":".2f"');
  });
});

describe('phaseChart', () => {
  const text = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, one]) => one);

  it('marks what was measured in each cell, and what was predicted only where it differs', async () => {
    const svg = await drawChart(examples['phase-chart'] as TopLevelSpec);
    const count = (mark: string) => text(svg).filter((one) => one === mark).length;
    expect({ stable: count('='), exploding: count('↑'), undecided: count('?') }).toEqual({
      stable: 2, // one measured, one predicted where it explodes
      exploding: 3,
      undecided: 1,
    });
  });

  it('takes the word of whoever says that two different states agree', async () => {
    const cells = phases.map((cell) => ({ ...cell, agrees: true }));
    const svg = await drawChart(phaseChart(cells, { x: 'Rate', states }));
    expect(text(svg).filter((one) => one === '=')).toHaveLength(1);
  });
});

describe('logLinesChart', () => {
  it('leaves out what no logarithmic axis can show, and lines of nothing else', async () => {
    const [line] = lines as [LogLine];
    const some = { ...line, points: [...line.points, { x: 512, y: 0 }, { x: 1024, y: NaN }] };
    const none = { ...line, label: 'zero', points: [{ x: 64, y: 0 }] };
    const svg = await drawChart(logLinesChart([some, none], { x: 'n', y: 'RMS' }));
    expect(svg).not.toMatch(/NaN|Infinity|>zero</);
    expect(svg).toContain('>n^0.5</text>');
  });

  it('leads a line to the name that is not level with its end', async () => {
    const near = [10, 10.1, 1000, 0.1].map((y, index) => ({
      label: `n${index}`,
      colour: `var(--c${index + 1})`,
      points: [1, 2].map((x) => ({ x, y })),
    }));
    const svg = await drawChart(logLinesChart(near, { x: 'n', y: 'y' }));
    const leads = (colour: string) =>
      [...svg.matchAll(/<line[^>]*stroke="([^"]*)" stroke-width="1"/g)].filter(
        ([, own]) => own === colour,
      ).length;
    expect([1, 2, 3, 4].map((at) => leads(`var(--c${at})`))).toEqual([1, 1, 0, 0]);
  });

  it('breaks a long name in two, as it would leave no room on a narrow screen', async () => {
    const named = { ...lines[0]!, label: 'SingLoRA, rate ∝ n^−1/2' };
    const svg = await drawChart(logLinesChart([named], { x: 'n', y: 'RMS' }));
    expect(svg).toMatch(/<tspan[^>]*>SingLoRA,<\/tspan>/);
    expect(svg).toMatch(/<tspan[^>]*>rate ∝ n\^−1\/2<\/tspan>/);
  });

  it('draws a line of many points without the dots that would hide it', async () => {
    const long = {
      ...lines[0]!,
      points: Array.from({ length: 40 }, (_, i) => ({ x: i + 1, y: 1 })),
    };
    const [many, few] = await Promise.all(
      [long, { ...long, points: long.points.slice(0, 5) }].map((line) =>
        drawChart(logLinesChart([line], { x: 'n', y: 'RMS' })),
      ),
    );
    const dots = (svg = '') => svg.match(/<path transform[^>]*fill="var\(--c1\)"/g)?.length ?? 0;
    expect([dots(many), dots(few)]).toEqual([0, 5]);
  });

  it('draws what is bare without dots and a name', async () => {
    const bare = { ...lines[0]!, label: 'derived', dashed: true, bare: true };
    const svg = await drawChart(logLinesChart([lines[1]!, bare], { x: 'n', y: 'RMS' }));
    expect(svg).toContain('stroke-dasharray="5,4"');
    expect(svg).not.toContain('>derived<');
    expect(svg).not.toMatch(/<path transform[^>]*fill="var\(--c1\)"/);
  });

  it('has an axis where a range reaches 0', () => {
    const points = [{ x: 1, y: 0.5, low: 0, high: 2 }];
    const [bottom, top] = sharedDomain([[{ ...lines[0]!, points }]]);
    expect(bottom).toBeGreaterThan(0);
    expect(top).toBeGreaterThan(2);
  });

  it('lets charts share their vertical axis', () => {
    const domain = sharedDomain(lines.map((line) => [line]));
    const domains = lines.map((line) =>
      JSON.stringify(logLinesChart([line], { x: 'n', y: 'RMS', domain })).includes(
        JSON.stringify(domain),
      ),
    );
    expect(domains).toEqual([true, true]);
    expect(domain[0]).toBeLessThan(1 / 256);
    expect(domain[1]).toBeGreaterThan(256);
  });
});

it.each(['constructor', 'toString'])('draws what is named %s', async (label) => {
  const bar = { label, colour: 'var(--c1)', estimate: { mean: 1 }, values: [] };
  const spec = intervalChart([bar], { measure: 'm', format: 'f' });
  const { text } = chartHtml({ id: 'x', title: 'X', description: '', spec });
  const [, json = ''] = /class="spec">([^<]*)</.exec(text) ?? [];
  expect(await drawChart(JSON.parse(json) as TopLevelSpec)).toMatch(
    new RegExp(`>${label}${guard}<`),
  );
});

it('holds in its figure the specification and escaped words', () => {
  const spec = lineChart([{ ...series[0], label: '</script><b>' } as Series], {
    measure: 'Loss',
    format: 'f',
  });
  const { text } = chartHtml({ id: 'x', title: 'A < B', description: '"quoted"', spec });
  expect(text).toContain('<strong>A &lt; B</strong>');
  expect(text).toContain('>&quot;quoted&quot;</desc>');
  const json = /<script type="application\/json" class="spec">(.*)<\/script>/.exec(text)?.[1];
  expect(JSON.parse(json ?? '')).toEqual(JSON.parse(JSON.stringify(spec)));
  expect(text.match(/<\/script>/g)).toHaveLength(1);
  expect(text).not.toContain('<b>');
});

describe('sweepChart', () => {
  const one = (points: { x: number; y: number }[]) => [
    { label: 'LoRA', colour: 'var(--c1)', points },
  ];
  const options = { x: 'Rate', y: 'Score', format: '.1f' };

  it('leaves out what is not finite or has no place on the axis', async () => {
    const spec = sweepChart(
      one([
        { x: 1e-3, y: 1 },
        { x: 1e-2, y: NaN },
        { x: 0, y: 3 },
      ]),
      options,
    );
    expect(spec).toMatchObject({ data: { values: [{ x: 1e-3, y: 1 }] } });
    expect(await drawChart(spec)).not.toContain('NaN');
  });

  it('draws a band only where there is one', () => {
    const marks = (spec: TopLevelSpec) => JSON.stringify(spec).includes('"area"');
    expect(marks(sweepChart(one([{ x: 1, y: 1 }]), options))).toBe(false);
    expect(marks(examples['sweep-chart'] as TopLevelSpec)).toBe(true);
  });
});
