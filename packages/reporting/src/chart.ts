import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { numbersOf } from './chart-numbers.ts';
import { badChart } from './errors.ts';
import { jsonBlock, markup, power, powers, trusted, type Html } from './html.ts';
import { tableHtml } from './table.ts';

/** A chart of a page: its id, title, description and specification. */
export interface Chart {
  /** Unique in its page. */
  readonly id: string;
  readonly title: string;
  /** A text for readers who cannot see the chart. */
  readonly description: string;
  readonly caption?: string;
  readonly spec: TopLevelSpec;
}

/** Width in pixels of a chart that is not live; the page scales it. */
const staticWidth = 500;

/** A figure with the chart drawn already, and its specification, from which the page makes it live; `below` stands under it. */
export async function chartHtml(chart: Chart, below?: Html): Promise<Html> {
  const svg = await staticSvg({ id: chart.id, spec: withSafeNames(chart.spec) });
  return figureHtml(chart, markup`<div class="still">${trusted(svg)}</div>\n`, below);
}

/** A figure that the page alone draws. */
function liveChartHtml(chart: Chart): Html {
  return figureHtml(chart, markup``);
}

function figureHtml({ id, title, caption, description, spec }: Chart, still: Html, below?: Html) {
  return markup`<figure id="${id}">
<figcaption><strong>${powers(title)}</strong> ${caption !== undefined && powers(caption)}</figcaption>
<div class="plot" role="img" aria-label="${description}">
${still}<script type="application/json" class="spec">${jsonBlock(withSafeNames(spec))}</script>
</div>
${below}</figure>
`;
}

/** Charts side by side where there is room; nothing where there is none. */
export async function figures(charts: readonly (Chart | undefined)[]): Promise<Html> {
  return figuresOf(charts.flatMap((chart) => (chart ? chartHtml(chart) : [])));
}

/** The same, drawn by the page alone, for one that is asked for time and again. */
export const liveFigures = (charts: readonly Chart[]): Html =>
  markup`<div class="figures">\n${charts.map(liveChartHtml)}</div>`;

/** The same, each chart with the numbers that its tooltips tell in folded tables below. */
export async function tabledFigures(charts: readonly Chart[]): Promise<Html> {
  return figuresOf(charts.map((chart) => chartHtml(chart, numbersHtml(chart))));
}

async function figuresOf(charts: readonly Promise<Html>[]): Promise<Html> {
  const drawn = await Promise.all(charts);
  return drawn.length > 0 ? markup`<div class="figures">\n${drawn}</div>` : markup``;
}

function numbersHtml({ title, spec }: Chart): Html {
  const tables = numbersOf(spec, title).map((one) => tableHtml(one));
  return markup`<details class="numbers">\n<summary>The numbers</summary>\n${tables}</details>\n`;
}

const inherited = Object.getOwnPropertyNames(Object.prototype);

/** Vega looks up literals in plain objects and finds inherited properties: such a name gets an invisible character. */
function withSafeNames(spec: TopLevelSpec): TopLevelSpec {
  const text = JSON.stringify(spec);
  if (!inherited.some((name) => text.includes(`"${name}"`))) return spec;
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' && inherited.includes(value) ? `${value}\u2060` : value,
  ) as TopLevelSpec;
}

/** The chart as SVG, at a fixed width. A warning of Vega-Lite's is an error here. */
export async function staticSvg({ id, spec }: Pick<Chart, 'id' | 'spec'>): Promise<string> {
  const problems: string[] = [];
  const note = (...messages: readonly unknown[]) => {
    problems.push(...messages.map(String));
    return logger;
  };
  const ignore = () => logger;
  const logger = { level: () => logger, error: note, warn: note, info: ignore, debug: ignore };
  const fixed = { ...withoutInteraction(spec), width: staticWidth } as TopLevelSpec;
  const vega = compile(fixed, { logger: logger }).spec;
  if (problems.length > 0) throw badChart(id, problems);
  const view = new View(parse(vega), { renderer: 'none' });
  try {
    return compact(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** The same drawing in fewer bytes: the face is the page's, and a hundredth of a pixel is fine enough. */
function compact(svg: string): string {
  const rounded = (attribute: string) =>
    attribute.replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(100 * Number(number)) / 100));
  return svg
    .replaceAll(/ (?:font-family|aria-hidden|pointer-events)="[^"]*"/g, '')
    .replaceAll(/ role="graphics-[^"]*"| aria-roledescription="[^"]*"| opacity="1"/g, '')
    .replaceAll(/ (?:d|transform|x2|y2)="[^"]*"/g, rounded)
    .replaceAll(/<path class="(?:back|fore)ground"[^>]*\/>/g, '')
    .replaceAll(/(?<=<t(?:ext|span)[^>]*>)[^<]*\^[^<]*/g, raised);
}

/** Text of an SVG with its powers raised, as the page's script raises those of live charts. */
function raised(text: string): string {
  const parts = text.split(power); // text, base, exponent, text, …
  const spans = parts.flatMap((part, index) => {
    if (index % 3 === 2)
      return [`<tspan dy="-.4em" font-size="75%">${part.replace('-', '−')}</tspan>`];
    if (index % 3 === 1) return [];
    const level = part + (parts[index + 1] ?? '');
    return index === 0 || level === '' ? [level] : [`<tspan dy=".3em">${level}</tspan>`];
  });
  return spans.join('');
}

/** Drops the layers that only serve the pointer, and the encodings that depend on it. */
function withoutInteraction(spec: TopLevelSpec): TopLevelSpec {
  if (!('layer' in spec)) return spec;
  const layer = spec.layer
    .filter((one) => !('params' in one))
    .map((one) => {
      const kept = Object.entries(one.encoding ?? {}).filter(
        ([, channel]) => !followsPointer(channel),
      );
      return { ...one, encoding: Object.fromEntries(kept) };
    });
  return { ...spec, layer };
}

const followsPointer = (channel: unknown) =>
  typeof channel === 'object' && channel !== null && 'condition' in channel;
