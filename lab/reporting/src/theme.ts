import type { TopLevelSpec } from 'vega-lite';

/** One layer of a layered chart. */
export type ChartLayer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/**
 * The shapes of series by index, as SVG paths of about equal area around 0,0: they tell series apart
 * without colour, with common colour blindness and in print.
 */
const shapes = [
  'M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z',
  'M-.9 -.9H.9V.9H-.9Z',
  'M0 -1.25L1.25 0L0 1.25L-1.25 0Z',
  'M0 -1.2L1.2 .9H-1.2Z',
  'M-.4 -1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4Z',
  'M0 1.2L1.2 -.9H-1.2Z',
  'M0 -.57L.57 -1.13L1.13 -.57L.57 0L1.13 .57L.57 1.13L0 .57L-.57 1.13L-1.13 .57L-.57 0L-1.13 -.57L-.57 -1.13Z',
  'M1.2 0L-.9 1.2V-1.2Z',
  'M-1.2 0L.9 1.2V-1.2Z',
];

/** Series colours by index, after Okabe and Ito. The page defines each variable for light, dark and print. */
const palette = shapes.map((_, index) => `var(--c${index + 1})`);

/** The CSS colour of the series at an index; colours repeat after the last. */
export const colourAt = (index: number): string => palette[index % palette.length] ?? '';

/** The shapes of what is no series of the palette: tasks, baselines. */
const otherShapes: Readonly<Record<string, string>> = {
  'var(--ink)': 'M0 -1.3L.38 -.38L1.3 0L.38 .38L0 1.3L-.38 .38L-1.3 0L-.38 -.38Z',
  'var(--ink-2)': 'M-.32 -1.1H.32V1.1H-.32Z',
};

/** The shape of the series with this colour, an SVG path within ±1.3; a circle for colours outside the palette. */
export const shapeOf = (colour: string): string =>
  otherShapes[colour] ?? shapes[Math.max(0, palette.indexOf(colour))] ?? '';

/** Colours of a sequence, the strongest first. The page defines each variable for light, dark and print. */
export const sequence = Array.from({ length: 7 }, (_, index) => `var(--s${index + 1})`);

/** The colour at `index` of `n` ordered items: the last has the strongest. */
export function orderedColour(index: number, n: number): string {
  return sequence[Math.min(sequence.length - 1, Math.max(0, n - 1 - index))] ?? '';
}

/** The font of pages and charts: a humanist sans-serif with tabular numerals of the reader's system. Charts measure their labels in it, so the families are listed explicitly. */
export const sans =
  'Seravek, "Segoe UI", "Source Sans 3", "Noto Sans", "Open Sans", Ubuntu, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

/**
 * The theme of every chart. Colours are the page's CSS variables, so that one SVG serves light,
 * dark and print. Descriptions belong to the figure, not to each mark.
 */
const theme = {
  aria: false,
  background: 'transparent',
  font: sans,
  padding: 4,
  view: { stroke: null },
  text: { fontSize: 12, fill: 'var(--ink-2)' },
  axis: {
    domainColor: 'var(--rule-2)',
    tickColor: 'var(--rule-2)',
    gridColor: 'var(--rule)',
    labelColor: 'var(--ink-2)',
    titleColor: 'var(--ink-2)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelPadding: 6,
    labelSeparation: 6,
    titlePadding: 10,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false, tickCount: 5 },
  axisX: { grid: false, tickCount: 5, labelFlush: false },
} as const satisfies TopLevelSpec['config'];

/** The specification that all charts share; a page has it once. */
export const frame = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  width: 'container',
  config: theme,
} as const;

/** The width in pixels in which pages draw their charts, and the browser again. CSS scales them to their place, down to a phone's. */
export const chartWidth = 420;

/** A layered chart's settings other than its data and layers. */
interface Place {
  readonly height: number;
  /** Room at the right for the labels of lines, which render slightly wider than measured. */
  readonly named?: number | undefined;
  readonly autosize?: 'fit' | 'fit-x';
}

/** A layered chart as wide as its container. */
export const layered = (
  values: readonly object[],
  layer: readonly ChartLayer[],
  { height, named, autosize = 'fit' }: Place,
): TopLevelSpec => ({
  height,
  autosize: { type: autosize, contains: 'padding' },
  ...(named === undefined ? {} : { padding: { left: 4, top: 4, right: named, bottom: 4 } }),
  data: { values: [...values] },
  layer: [...layer],
});
