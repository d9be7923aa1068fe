import type { LogLogPoint } from './log-axis.ts';
import { spread } from './series.ts';
import { shapeOf, type ChartLayer } from './theme.ts';

/** The fields that lines with labels share in all charts. */
interface LabelledLine {
  readonly label: string;
  readonly colour: string;
}

export const colourByLabel = (lines: readonly LabelledLine[]) =>
  ({
    field: 'label',
    type: 'nominal',
    scale: { domain: lines.map(({ label }) => label), range: lines.map(({ colour }) => colour) },
    legend: null,
  }) as const;

/** The channels of points that show their line by colour and shape; `field` in place of its label. */
export function markByLabel(lines: readonly LabelledLine[], own: object = {}) {
  const color = { ...colourByLabel(lines), ...own };
  const range = lines.map(({ colour }) => shapeOf(colour));
  return { color, shape: { ...color, scale: { ...color.scale, range } } } as const;
}

const pointer = { on: 'pointerover', clear: 'pointerout' } as const;

/** Selects the line nearest to the pointer as the parameter `near`, by its field, and shows its tooltip. */
export const hovering = (field: string, encoding: object, tooltip: readonly object[]) =>
  ({
    params: [
      { name: 'near', select: { type: 'point', fields: [field], nearest: true, ...pointer } },
    ],
    mark: { type: 'point', filled: true, size: 45, opacity: 0 },
    encoding: { ...encoding, tooltip },
  }) as ChartLayer;

/** Fades the lines that are not nearest to the pointer. */
export const fadedTo = (value: number, near = 0.95) =>
  ({ condition: { param: 'near', value: near }, value }) as const;

/** A tooltip's words for the ends of a 95% interval. */
export const interval95 = ['95% from', '95% to'] as const;

/** A tooltip's lines for a value and for the ends of its range. */
export const ranged = (
  field: string,
  title: string,
  format: string,
  [low, high]: readonly [string, string] = ['Least', 'Most'],
) => [
  { field, title, format },
  { field: 'low', title: low, format },
  { field: 'high', title: high, format },
];

/** Points with their ranges as rows of a chart; the end of a range that is not drawn equals the value. */
export const pointRow = ({ x, y, low = y, high = y }: LogLogPoint, digits = round) => ({
  x: Number.isInteger(x) ? x : round(x),
  y: digits(y),
  low: digits(low),
  high: digits(high),
});

/** The point for a logarithmic axis: a range that reaches 0 starts at the value instead. */
export const drawnPoint = ({ low, ...point }: LogLogPoint): LogLogPoint =>
  low !== undefined && low > 0 ? { low, ...point } : point;

/** Ends and joints of lines, which others may cross. */
const ends = { strokeCap: 'round', strokeJoin: 'round' } as const;
export const stroke = { type: 'line', strokeWidth: 2, ...ends } as const;

/** Rings about points, where there are any. */
export const rings = (values: readonly object[], encoding: object): ChartLayer[] => {
  const hollow = { fill: 'var(--paper)', opacity: 1 } as const;
  const mark = { type: 'point', size: 130, strokeWidth: 2, ...hollow } as const;
  return values.length > 0 ? [{ data: { values: [...values] }, mark, encoding }] : [];
};

/** Four significant digits are finer than a pixel and keep the page small. */
export const round = (value: number) => Number(value.toPrecision(4));

/** A longer name is broken into two lines: on a narrow screen it would leave no room for the chart. */
const longName = 16;

/** A name in lines: a long one is broken at the space nearest to its middle, or without spaces after a dot or the like. */
export function brokenName(name: string): string[] {
  if (name.length <= longName) return [name];
  const middle = name.length / 2;
  const breaks = (pattern: RegExp) => [...name.matchAll(pattern)].map(({ index }) => index);
  const nearest = (places: readonly number[]) =>
    [...places].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  const space = nearest(breaks(/ /g));
  if (space !== undefined) return [name.slice(0, space), name.slice(space + 1)];
  const at = nearest(breaks(/(?<=.[./_-])./g));
  return at === undefined ? [name] : [name.slice(0, at), name.slice(at)];
}

/** The Vega expression for an axis's names, with long ones broken into two lines. */
export function brokenLabels(rows: readonly string[]): string {
  const broken = rows.map((row) => [row, brokenName(row)] as const);
  const long = Object.fromEntries(broken.filter(([, lines]) => lines.length > 1));
  return `${JSON.stringify(long)}[datum.label] || datum.label`;
}

/** The text mark of a name to the right of a point, vertically centred on it. */
function nameMark(name: string, fill: string) {
  const text = brokenName(name);
  const lines = text.length === 1 ? { text: name } : { text, dy: -7, lineHeight: 14 };
  return { type: 'text', align: 'left', dx: 9, ...lines, fill, fontWeight: 600 } as const;
}

const labelGap = 14;

interface NamedEnd extends LabelledLine {
  /** The line's own colour, where its name has another. */
  readonly line?: string;
  readonly x: number;
  readonly y: number;
}

/** The scales of an axis and their inverses. */
const scales = {
  log: { to: Math.log, from: Math.exp },
  linear: { to: (value: number) => value, from: (place: number) => place },
} as const;

/**
 * The labels of lines at their ends, spread apart; a thin line leads to one that is not level with its end. `domain` and
 * `pixels` are those of the vertical axis.
 */
export function endNames(
  ends: readonly NamedEnd[],
  [bottom, top]: readonly [number, number],
  pixels: number,
  { x, y }: { readonly x: object; readonly y: (field: string) => object },
  scale: keyof typeof scales = 'log',
): ChartLayer[] {
  const { to, from } = scales[scale];
  const [least, most] = [to(bottom), to(top)];
  const wanted = ends.map(({ y }) => Math.min(most, Math.max(least, to(y))));
  const lines = ends.map(({ label }) => brokenName(label).length);
  const gap = ((most - least) * labelGap) / pixels;
  const places = spread(wanted, gap, lines, [least, most + gap / 2]);
  return ends.flatMap(({ label, colour, line = colour, x: at }, index): ChartLayer[] => {
    const [end = 0, place = 0] = [wanted[index], places[index]];
    const values = [{ x: at, y: round(from(place)), end: round(from(end)) }];
    const name: ChartLayer = {
      data: { values },
      mark: nameMark(label, colour),
      encoding: { x, y: y('y') },
    };
    if (Math.abs(place - end) < gap / 3) return [name];
    const mark = { type: 'rule', stroke: line, strokeWidth: 1, xOffset: 3, x2Offset: 8 } as const;
    return [
      {
        data: { values },
        mark,
        encoding: { x, x2: { field: 'x' }, y: y('end'), y2: { field: 'y' } },
      },
      name,
    ];
  });
}
