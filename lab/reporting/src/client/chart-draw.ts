import { guard } from '../chart.ts';
import { chartWidth, frame } from '../theme.ts';
import { textWidth } from '../text-width.ts';
import { find, make, unpacked } from './elements.ts';
import { raisePowers } from './powers.ts';

// From the libraries embedded in the page.
declare const vegaEmbed: (place: Element, spec: object, options: object) => Promise<unknown>;
declare const vega: { readonly textMetrics: { width: typeof textWidth } };

const options = {
  mode: 'vega-lite',
  renderer: 'svg',
  actions: false,
  ast: true,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true, id: 'tooltip' },
};

/** The data of one mark. */
export type MarkRow = Readonly<Record<string, string | number | undefined>>;

/** A line of a row's tooltip. */
interface Told {
  readonly field: string;
  readonly title: string;
  readonly format?: string;
}

/** The parts of a specification that are read here. */
interface Spec {
  readonly data: { readonly values: readonly MarkRow[] };
  readonly layer: readonly {
    readonly data?: Spec['data'];
    readonly encoding?: { readonly tooltip?: unknown };
  }[];
}

/** A chart's specification, merged with the one that all charts share. */
export async function specOf(figure: Element): Promise<Spec> {
  const spec = find<HTMLScriptElement>(figure, '.spec');
  const text = spec.type.endsWith('gzip') ? await unpacked(spec) : spec.textContent;
  return { ...frame, ...(JSON.parse(text) as Spec), ...{ width: chartWidth } };
}

const plain = (row: MarkRow): MarkRow =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [
      field,
      typeof value === 'string' ? value.replaceAll(guard, '') : value,
    ]),
  );

/** The columns and rows of each kind of mark that has tooltips. */
export const markTables = ({ layer, data }: Spec) =>
  layer.flatMap((one) => {
    const columns = one.encoding?.tooltip;
    const { values } = one.data ?? data;
    return Array.isArray(columns) && values.length > 0
      ? [{ columns: columns as readonly Told[], values: values.map(plain) }]
      : [];
  });

async function load(): Promise<void> {
  const packed = find(document, '#libraries');
  const script = make('script', await unpacked(packed));
  packed.replaceWith(script);
  vega.textMetrics.width = textWidth;
}

let loading: Promise<void> | undefined;

/** Loads the chart libraries, once. */
export const loadLibraries = (): Promise<void> => (loading ??= load());

/** Draws a chart for the pointer, over the drawing that the page came with, and in place of an earlier one. */
export async function draw(figure: Element): Promise<void> {
  const live = make('div', '', find(figure, '.plot'), 'live');
  live.ariaHidden = 'true';
  try {
    await loadLibraries();
    await vegaEmbed(live, await specOf(figure), options);
    live.querySelectorAll('text, text tspan').forEach(raisePowers);
    // Only earlier drawings: of two at a time, each would remove the other.
    while (live.previousElementSibling?.matches('.live')) live.previousElementSibling.remove();
  } catch (error) {
    live.remove();
    console.error(error);
  }
}
