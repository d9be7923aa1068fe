import { expect, it } from 'vitest';
import { chartHtml } from './chart.ts';
import { compactSvg } from './compact-svg.ts';
import { drawChart } from './draw.ts';
import { specsOf, withDrawings } from './drawings.ts';
import { markup } from './html.ts';
import { intervalChart } from './interval-chart.ts';
import { logLinesChart } from './log-lines-chart.ts';
import { textWidth } from './text-width.ts';

const spec = intervalChart(
  [
    { label: 'LoRA', colour: 'var(--c1)', estimate: { mean: 1, interval: [0.5, 2] }, values: [] },
    { label: '<b>', colour: 'var(--c2)', estimate: { mean: 3 }, values: [] },
  ],
  { measure: 'Points', format: '.1f' },
);
const points = [1, 2, 4].map((x) => ({ x, y: x ** 0.5 }));
const powers = logLinesChart([{ label: 'n^1/2', colour: 'var(--c1)', points }], { x: 'n', y: 'y' });
const figures = markup`<p>before</p>${chartHtml({ id: 'a', title: 'A', description: 'Says A', spec })}${chartHtml({ id: 'b', title: 'B', description: 'Says B', spec: powers })}<p>after</p>`;

it('draws every chart of a page in its place, with its title and description', async () => {
  const { text } = await withDrawings(figures);
  const drawings = [...text.matchAll(/<div class="plot"><svg([^>]*)>([^]*?)<\/svg><\/div>/g)];
  expect(drawings.map(([, words]) => /viewBox="0 0 420 \d+"/.test(words ?? ''))).toEqual([
    true,
    true,
  ]);
  expect(text).toContain('role="img" aria-labelledby="a-title" aria-describedby="a-says"');
  expect(drawings[0]?.[2]).toMatch(
    /^<title id="a-title">A<\/title><desc id="a-says">Says A<\/desc><g/,
  );
  for (const word of ['>LoRA<', '>&lt;b&gt;<', '>Points<', 'var(--c2)'])
    expect(text).toContain(word);
  expect(text).toMatch(/^<p>before<\/p>[^]*<p>after<\/p>$/);
});

it('keeps the specifications of charts, packed', async () => {
  const { text } = await withDrawings(figures);
  expect([...specsOf(text)]).toEqual([
    ['a', JSON.parse(JSON.stringify(spec))],
    ['b', JSON.parse(JSON.stringify(powers))],
  ]);
});

it('draws the same bytes whatever was drawn before', async () => {
  const [first, second] = [await withDrawings(figures), await withDrawings(figures)];
  expect(second.text).toBe(first.text);
});

it('makes a drawing smaller without its marks, texts and colours', async () => {
  const whole = await drawChart(spec);
  const small = compactSvg(whole);
  expect(small.length).toBeLessThan(whole.length / 2);
  const texts = (svg: string) => [...svg.matchAll(/>([^<]+)</g)].map(([, text]) => text);
  expect(texts(small)).toEqual(texts(whole));
  const painted = (svg: string) => new Set(svg.match(/(?<=(?:fill|stroke)=")var\([^)]*\)/g));
  expect(painted(small)).toEqual(painted(whole));
  expect(small).not.toMatch(/\d\.\d\d|<g[^>]*><\/g>|class=/);
});

it('says powers in words where they are read aloud', () => {
  const { text } = chartHtml({ id: 'c', title: 'η ∝ n^−1/2', description: '', spec });
  expect(text).toContain('<title id="c-title">η ∝ n to the power −1/2</title>');
});

it('raises powers in the texts of a drawing', async () => {
  expect(compactSvg(await drawChart(powers))).toContain(
    '>n<tspan dy="-.4em" font-size="75%">1/2</tspan>',
  );
});

it('measures texts by their characters, and cuts at a limit', () => {
  expect(textWidth({ fontSize: 10 }, 'iii')).toBeLessThan(textWidth({ fontSize: 10 }, 'mmm') / 3);
  expect(textWidth({ fontSize: 20 }, 'abc')).toBeCloseTo(2 * textWidth({ fontSize: 10 }, 'abc'));
  expect(textWidth({ fontSize: 10, fontWeight: 600 }, 'abc')).toBeGreaterThan(
    textWidth({ fontSize: 10 }, 'abc'),
  );
  expect(textWidth({ fontSize: 10, limit: 5 }, 'abc')).toBe(5);
});
