import { expect, it } from 'vitest';
import { drawChart } from './draw.ts';
import { powerLawChart, powerLawDomain, type PowerLawSeries } from './power-law-chart.ts';

const options = { x: 'Width n', y: 'Δf', series: 'Step' };

const flat: PowerLawSeries = {
  label: 'step 1',
  colour: 'var(--c1)',
  points: [64, 128, 256].map((x) => ({ x, y: 0.1, low: 0.05, high: 0.2 })),
  beyond: [],
  fit: { factor: 0.1, exponent: 0, interval: [-0.1, 0.1], from: 64, to: 256, expected: 0 },
};

const svgOf = (series: readonly PowerLawSeries[]) => drawChart(powerLawChart(series, options));

const count = (svg: string, pattern: RegExp) => svg.match(pattern)?.length ?? 0;

it('draws points, fit, interval and prediction, and the name at the end', async () => {
  const svg = await svgOf([flat]);
  expect(svg).toContain('>step 1</text>');
  expect(count(svg, /stroke-dasharray="2,4"/g)).toBe(1);
  expect(count(svg, /mark-area/g)).toBe(1);
  expect(svg).not.toMatch(/NaN|Infinity/);
});

it('draws no line where nothing was fitted, and no prediction where there is none', async () => {
  const { expected: _, ...fit } = flat.fit!;
  const [none, unexpected] = await Promise.all([
    svgOf([{ ...flat, fit: undefined }]),
    svgOf([{ ...flat, fit }]),
  ]);
  expect(none).not.toContain('stroke-dasharray');
  expect(unexpected).not.toContain('stroke-dasharray');
  expect(count(none, /stroke-width="2"/g)).toBeLessThan(count(unexpected, /stroke-width="2"/g));
});

it('leaves out a prediction that no axis holds, and marks what left it at the top', async () => {
  const steep = { ...flat, beyond: [512], fit: { ...flat.fit!, expected: 9841 } };
  const svg = await svgOf([steep]);
  expect(svg).not.toMatch(/NaN|Infinity|stroke-dasharray/);
  expect(svg).toContain('>512</text>');
});

it('stays readable where hardly anything changes, or there is one point', async () => {
  for (const xs of [[8, 16, 32], [8]]) {
    const points = xs.map((x) => ({ x, y: 1000 + x }));
    const svg = await svgOf([{ ...flat, points, fit: undefined }]);
    expect(svg).not.toContain('NaN');
    expect(svg).toContain('>1,000</text>');
  }
});

it('gives ends to the axis that hold all ranges', () => {
  const [bottom, top] = powerLawDomain([flat]);
  expect(bottom).toBeLessThan(0.05);
  expect(top).toBeGreaterThan(0.2);
});
