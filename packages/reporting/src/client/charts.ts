// What a page with charts does: it draws each when it comes near the screen or is printed, tells the numbers of its tooltips as
// tables, and saves it. Expressions are interpreted, never evaluated, so the page needs no `unsafe-eval`.
import { csvTable } from '../table-formats.ts';
import { frame } from '../theme.ts';
import { addButton, find, fold, make, unpacked } from './elements.ts';
import { raisePowers, withPowers } from './powers.ts';
import { addTable, prepare, save } from './tables.ts';

// The libraries that the page carries.
declare const vegaEmbed: (place: Element, spec: object, options: object) => Promise<unknown>;
declare const vega: {
  readonly defaultLocale: () => { readonly format: (format: string) => (value: number) => string };
};

type Row = Readonly<Record<string, string | number | undefined>>;

/** What a tooltip tells of a row. */
interface Told {
  readonly field: string;
  readonly title: string;
  readonly format?: string;
}

/** What is read of a specification here. */
interface Spec {
  readonly data: { readonly values: readonly Row[] };
  readonly layer: readonly {
    readonly data?: Spec['data'];
    readonly encoding?: { readonly tooltip?: unknown };
  }[];
}

const options = {
  ...{ mode: 'vega-lite', renderer: 'svg', actions: false, ast: true, defaultStyle: false },
  tooltip: { disableDefaultStyle: true, id: 'tooltip' },
};

const specOf = (figure: Element): Spec => ({
  ...frame,
  ...(JSON.parse(find(figure, '.spec').textContent) as Spec),
});

let loaded: Promise<void> | undefined;

/** Loads the chart libraries, once. */
async function load(): Promise<void> {
  const packed = find(document, '#libraries');
  const script = make('script', await unpacked(packed));
  packed.replaceWith(script);
}

async function draw(figure: Element): Promise<void> {
  await (loaded ??= load());
  const plot = find(figure, '.plot');
  const live = make('div', '', plot, 'live');
  live.ariaHidden = 'true';
  try {
    await vegaEmbed(live, specOf(figure), options);
    live.querySelectorAll('text, text tspan').forEach(raisePowers);
    for (const other of plot.querySelectorAll('.live')) if (other !== live) other.remove();
  } catch (error) {
    live.remove();
    console.error(error);
  }
}

const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      void draw(target);
    }
  },
  { rootMargin: '400px' },
);
addEventListener('beforeprint', () => {
  for (const figure of document.querySelectorAll<HTMLElement>('.chart'))
    if (figure.offsetWidth > 0 && !figure.querySelector('.live')) void draw(figure);
});

/** The columns and rows of each kind of mark that has tooltips. */
const tablesOf = ({ layer, data }: Spec) =>
  layer.flatMap((one) => {
    const columns = one.encoding?.tooltip;
    const { values } = one.data ?? data;
    return Array.isArray(columns) && values.length > 0
      ? [{ columns: columns as readonly Told[], values }]
      : [];
  });

function told(value: Row[string], format?: string): string {
  if (typeof value === 'number' && format) return vega.defaultLocale().format(format)(value);
  return value === undefined || value === '' ? '–' : String(value);
}

/** Tells a chart's numbers in a place. */
async function list(figure: Element, place: Element): Promise<void> {
  await (loaded ??= load());
  place.querySelectorAll('.table').forEach((one) => one.remove());
  for (const { columns, values } of tablesOf(specOf(figure)))
    addTable(
      place,
      [...find(figure, 'figcaption strong').cloneNode(true).childNodes],
      columns.map(({ title, format }) => ({
        content: withPowers(title),
        isRight: format !== undefined,
      })),
      values.map((value) =>
        columns.map(({ field, format }) => withPowers(told(value[field], format))),
      ),
    );
  prepare(place);
}

/** Colours that the page names are written out: elsewhere the names mean nothing. */
function resolved(text: string): string {
  const style = getComputedStyle(document.documentElement);
  return text.replace(/var\((--[\w-]+)\)/g, (_, name: string) =>
    style.getPropertyValue(name).trim(),
  );
}

async function svgOf(figure: Element): Promise<string> {
  if (!figure.querySelector('.live svg')) await draw(figure);
  const svg = find<SVGElement>(figure, '.live svg').cloneNode(true) as SVGElement;
  svg.style.background = 'var(--paper)';
  return resolved(new XMLSerializer().serializeToString(svg));
}

async function pngOf(figure: Element): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(await svgOf(figure))}`;
  await image.decode();
  const canvas = make('canvas');
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('The chart is too large.')))),
  );
}

const csvOf = (figure: Element) =>
  tablesOf(specOf(figure))
    .map(({ columns, values }) =>
      csvTable({
        headings: columns.map(({ title }) => ({ text: title, isRight: false })),
        rows: values.map((value) => columns.map(({ field }) => String(value[field] ?? ''))),
      }),
    )
    .join('\r\n');

const savings: readonly (readonly [
  text: string,
  ending: string,
  of: (figure: Element) => BlobPart | Promise<BlobPart>,
])[] = [
  ['PNG', '.png', pngOf],
  ['SVG', '.svg', svgOf],
  ['CSV', '.csv', csvOf],
  ['Specification', '.vl.json', (figure) => resolved(JSON.stringify(specOf(figure), null, 2))],
];

/** Draws a chart when it is seen, and gives it its numbers and its menu. */
export function begin(figure: Element): void {
  const numbers = fold('numbers', 'The numbers', figure);
  const menu = fold('menu', 'Save', figure);
  numbers.addEventListener('toggle', () => {
    if (numbers.open) void list(figure, numbers);
  });
  for (const [text, ending, of] of savings)
    addButton(text, menu, async () => save(figure.id + ending, await of(figure)));
  watch.observe(figure);
}

/** Draws a chart anew where it is seen, as its specification has changed. */
export function renew(figure: Element): void {
  const numbers = find<HTMLDetailsElement>(figure, '.numbers');
  if (numbers.open) void list(figure, numbers);
  watch.unobserve(figure);
  watch.observe(figure);
}

document.querySelectorAll('.chart').forEach(begin);
