import type { TopLevelSpec } from 'vega-lite';

export const schema = 'https://vega.github.io/schema/vega-lite/v6.json';

/** One layer of a layered chart. */
export type ChartLayer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/**
 * Colours of series, by index: eight hues that stay apart for the common kinds of colour blindness
 * (after Okabe and Ito). The page defines each variable for light, dark and print.
 */
export const palette = [
  'var(--c1)',
  'var(--c2)',
  'var(--c3)',
  'var(--c4)',
  'var(--c5)',
  'var(--c6)',
  'var(--c7)',
  'var(--c8)',
] as const;

/** The CSS colour of the series at an index; colours repeat after the last. */
export function colourAt(index: number): string {
  return palette[index % palette.length] ?? palette[0];
}

/** Colours of an order, the strongest first. The page defines each variable for light, dark and print. */
export const sequence = [
  'var(--s1)',
  'var(--s2)',
  'var(--s3)',
  'var(--s4)',
  'var(--s5)',
  'var(--s6)',
  'var(--s7)',
] as const;

/** The colour of the one at `index` of `n` that grow in this order: the last has the strongest. */
export function orderedColour(index: number, n: number): string {
  const place = Math.min(sequence.length - 1, Math.max(0, n - 1 - index));
  return sequence[place] ?? sequence[0];
}

/** The sans-serif face of pages and charts. Charts measure their labels in it, so it is spelled out. */
export const sans =
  'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

/**
 * How every chart looks. Colours are the page's CSS variables, so that one SVG serves light, dark
 * and paper. Descriptions belong to the figure, not to each mark.
 */
export const theme = {
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
    titlePadding: 10,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false, tickCount: 5 },
  axisX: { grid: false, tickCount: 5, labelFlush: false },
} as const satisfies TopLevelSpec['config'];
