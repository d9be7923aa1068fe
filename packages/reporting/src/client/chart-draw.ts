import { frame } from '../theme.ts';
import { find, make, unpacked } from './elements.ts';
import { raisePowers } from './powers.ts';

/** A function of the libraries embedded in the page. */
declare const vegaEmbed: (place: Element, spec: object, options: object) => Promise<unknown>;

const options = {
  mode: 'vega-lite',
  renderer: 'svg',
  actions: false,
  ast: true,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true, id: 'tooltip' },
};

/** The data of one mark. */
export type Row = Readonly<Record<string, string | number | undefined>>;

/** A line of a row's tooltip. */
interface Told {
  readonly field: string;
  readonly title: string;
  readonly format?: string;
}

/** The parts of a specification that are read here. */
interface Spec {
  readonly data: { readonly values: readonly Row[] };
  readonly layer: readonly {
    readonly data?: Spec['data'];
    readonly encoding?: { readonly tooltip?: unknown };
  }[];
}

/** A chart's specification, merged with the one that all charts share. */
export const specOf = (figure: Element): Spec => ({
  ...frame,
  ...(JSON.parse(find(figure, '.spec').textContent) as Spec),
});

/** The columns and rows of each kind of mark that has tooltips. */
export const tablesOf = ({ layer, data }: Spec) =>
  layer.flatMap((one) => {
    const columns = one.encoding?.tooltip;
    const { values } = one.data ?? data;
    return Array.isArray(columns) && values.length > 0
      ? [{ columns: columns as readonly Told[], values }]
      : [];
  });

async function load(): Promise<void> {
  const packed = find(document, '#libraries');
  const script = make('script', await unpacked(packed));
  packed.replaceWith(script);
}

let loading: Promise<void> | undefined;

/** Loads the chart libraries, once. */
export const loadLibraries = (): Promise<void> => (loading ??= load());

/** Draws a chart in place of its previous drawing. */
export async function draw(figure: Element): Promise<void> {
  await loadLibraries();
  const plot = find(figure, '.plot');
  const live = make('div', '', plot, 'live');
  live.ariaHidden = 'true';
  try {
    await vegaEmbed(live, specOf(figure), options);
    live.querySelectorAll('text, text tspan').forEach(raisePowers);
    // Only earlier drawings: of two at a time, each would remove the other.
    while (live.previousElementSibling) live.previousElementSibling.remove();
  } catch (error) {
    live.remove();
    console.error(error);
  }
}
