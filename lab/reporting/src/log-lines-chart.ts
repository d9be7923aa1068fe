import type { TopLevelSpec } from 'vega-lite';
import {
  drawnPoint,
  endNames,
  fadedTo,
  hovering,
  markByLabel,
  ranged,
  rings,
  pointRow,
  stroke,
} from './labelled-lines.ts';
import { logAxes, pointsDomain, type LogLogPoint } from './log-axis.ts';
import { layered, type ChartLayer } from './theme.ts';

/** One line, without values that are not positive: the axis is logarithmic. */
export interface LogLine {
  /** Unique in its chart; drawn at the right end of the line. */
  readonly label: string;
  readonly colour: string;
  /** The colour of its label, where the line's own is too pale to read. */
  readonly ink?: string;
  readonly points: readonly LogLogPoint[];
  /** Points to ring, such as an optimum. */
  readonly marked?: readonly LogLogPoint[];
  readonly dashed?: boolean;
  /** True for a line without dots and label, such as a derived one next to a measured one. */
  readonly bare?: boolean;
}

interface LogLinesChartOptions {
  /** Titles of the axes, with units. */
  readonly x: string;
  readonly y: string;
  /** The tooltips' word for a line; by default "Line". */
  readonly line?: string;
  /** The vertical axis's ends, for charts that share them. */
  readonly domain?: readonly [number, number];
}

const height = 260;
/** The approximate height between the axes. */
const plotHeight = 205;
/** A line with more points than this has no dots and no ranges, which would hide it. */
const mostDots = 24;

/** The ends of a vertical axis for several such charts. */
export function sharedDomain(charts: readonly (readonly LogLine[])[]): [number, number] {
  const all = charts.flat().flatMap((line) => [...drawable(line.points), ...(line.marked ?? [])]);
  return pointsDomain(all.map(drawnPoint));
}

/** Lines on two logarithmic axes, each with its points' ranges and its label at the right end. */
export function logLinesChart(
  given: readonly LogLine[],
  { x: xTitle, y: yTitle, line: lineTitle = 'Line', domain }: LogLinesChartOptions,
): TopLevelSpec {
  const lines = given
    .map((line) => ({ ...line, points: drawable(line.points) }))
    .filter(({ points }) => points.length > 0);
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const [bottom, top] = domain ?? sharedDomain([lines]);
  const { x, y, left } = logAxes(xs, [bottom, top], { x: xTitle, y: yTitle });
  const marks = markByLabel(lines);
  const { color } = marks;
  const values = (points: (line: LogLine) => readonly LogLogPoint[]) =>
    lines.flatMap((line) =>
      points(line).map((point) => ({ label: line.label, ...pointRow(drawnPoint(point)) })),
    );
  const strokes = [false, true].flatMap((dashed): ChartLayer[] => {
    const own = lines.filter((line) => (line.dashed ?? false) === dashed);
    if (own.length === 0) return [];
    return [
      {
        transform: [{ filter: { field: 'label', oneOf: own.map(({ label }) => label) } }],
        mark: {
          ...stroke,
          ...(dashed ? { strokeDash: [5, 4] } : {}),
        },
        encoding: { x, y: y('y'), color, opacity: fadedTo(0.2) },
      },
    ];
  });
  const few = lines
    .filter(({ points, bare }) => !bare && points.length <= mostDots)
    .map(({ label }) => label);
  const ofFew = [{ filter: { field: 'label', oneOf: few } }];
  const ranges: ChartLayer = {
    transform: ofFew,
    mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.45 },
    encoding: { x, y: y('low'), y2: { field: 'high' }, color },
  };
  const dots: ChartLayer = {
    transform: ofFew,
    mark: { type: 'point', filled: true, size: 28, opacity: 1 },
    encoding: { x, y: y('y'), ...marks },
  };
  const ringed = rings(
    values(({ marked = [] }) => marked),
    { x, y: y('y'), ...marks },
  );
  const hover = hovering('label', { x, y: y('y'), color }, [
    { field: 'label', title: lineTitle },
    { field: 'x', title: xTitle, format: left < 0.01 ? '.3~e' : ',' },
    ...ranged('y', yTitle, '.3~g'),
  ]);
  const ends = lines.flatMap(({ label, colour, ink = colour, points, bare }) =>
    (bare ? [] : points.slice(-1)).map((point) => ({ label, colour: ink, line: colour, ...point })),
  );
  const labels = endNames(ends, [bottom, top], plotHeight, { x, y });
  return layered(
    values(({ points }) => points),
    [...strokes, ranges, dots, ...ringed, hover, ...labels],
    { height, named: 26 },
  );
}

const drawable = (points: readonly LogLogPoint[]) =>
  points.filter(({ x, y }) => x > 0 && y > 0 && Number.isFinite(x) && Number.isFinite(y));
