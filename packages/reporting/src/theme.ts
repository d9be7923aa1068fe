import type { TopLevelSpec } from 'vega-lite';

/** One layer of a layered chart. */
export type ChartLayer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/**
 * Colours of series, by index: eight hues that stay apart for the common kinds of colour blindness
 * (after Okabe and Ito). The page defines each variable for light, dark and print.
 */
const palette = Array.from({ length: 8 }, (_, index) => `var(--c${index + 1})`);

/** The CSS colour of the series at an index; colours repeat after the last. */
export const colourAt = (index: number): string => palette[index % palette.length] ?? '';

/** Colours of an order, the strongest first. The page defines each variable for light, dark and print. */
export const sequence = Array.from({ length: 7 }, (_, index) => `var(--s${index + 1})`);

/** The colour of the one at `index` of `n` that grow in this order: the last has the strongest. */
export function orderedColour(index: number, n: number): string {
  return sequence[Math.min(sequence.length - 1, Math.max(0, n - 1 - index))] ?? '';
}

/** The sans-serif face of pages and charts. Charts measure their labels in it, so it is spelled out. */
export const sans =
  'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial, sans-serif';

/**
 * The look of every chart. Colours are the page's CSS variables, so that one SVG serves light, dark and paper. Descriptions belong to
 * the figure, not to each mark.
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

/** The specification that all charts share. A page has it once. */
export const frame = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  width: 'container',
  config: theme,
} as const;

/** The settings of a chart of layers besides its data and layers. */
interface Place {
  readonly height: number;
  /** Leaves room at the right for the names of lines, which are drawn a little wider than they are measured. */
  readonly named?: number | undefined;
  readonly autosize?: 'fit' | 'fit-x';
}

/** A chart of layers that is as wide as its place. */
export const layered = (
  values: readonly object[],
  layer: readonly ChartLayer[],
  { height, named, autosize = 'fit' }: Place,
): TopLevelSpec => ({
  height,
  autosize: { type: autosize, contains: 'padding' },
  ...(named === undefined ? {} : { padding: { left: 4, top: 4, right: named, bottom: 4 } }),
  data: { values: [...values] },
  ...shared(layer),
});

type Encoding = Readonly<Record<string, object | null>>;

/** The layers, with what their encodings of places and colours have in common once. Layers inherit it; null: they have no such channel. */
function shared(
  layers: readonly ChartLayer[],
): Pick<Extract<TopLevelSpec, { layer: unknown }>, 'encoding' | 'layer'> {
  const encodings = layers.map(({ encoding = {} }) => encoding as Encoding);
  const common = Object.fromEntries(
    ['x', 'y', 'color'].flatMap((channel) => {
      const first = encodings.flatMap((one) => one[channel] ?? [])[0];
      const fits = encodings.every(({ [channel]: own }) => !own || keysOf(own) === keysOf(first));
      return first && fits ? [[channel, first]] : [];
    }),
  ) as Encoding;
  const own = encodings.map((encoding) => ({
    ...encoding,
    ...Object.fromEntries(
      Object.entries(common).map(([channel, first]) => [
        channel,
        difference(encoding[channel], first),
      ]),
    ),
  }));
  const layer = layers.map((one, at) => ({ ...one, encoding: own[at] }));
  return { encoding: common, layer } as ReturnType<typeof shared>;
}

const keysOf = (definition: object | null = null) =>
  Object.keys(definition ?? {})
    .sort()
    .join();

/** The part of a layer's channel definition that differs from the common one. */
function difference(own: object | null = null, common: object | null = null) {
  if (!own) return null;
  const differs = ([key, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify((common as Record<string, unknown>)[key]);
  const entries = Object.entries(own).filter(differs);
  return entries.length > 0 ? (Object.fromEntries(entries) as object) : undefined;
}
