import type { TopLevelSpec } from 'vega-lite';
import { colourByLabel, fadedTo, hidden, nearestLine, ring } from './labelled-lines.ts';
import { axisFormat, logDomain, logTicks } from './log-axis.ts';
import type { LogLogPoint } from './log-log-chart.ts';
import { spread } from './series.ts';
import { schema, theme, type ChartLayer } from './theme.ts';

/** One line of the chart: values that are not finite are left out. */
export interface SweepLine {
  /** Unique in its chart; stands at the right end of the line. */
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  /** x is positive; `low` and `high` are the ends of the band. */
  readonly points: readonly LogLogPoint[];
  /** Points to ring, such as a chosen rate. */
  readonly marked?: readonly LogLogPoint[];
}

/** What the axes and the band say, and a level to compare with. */
export interface SweepChartOptions {
  /** Titles of the axes, with units. */
  readonly x: string;
  readonly y: string;
  /** d3 format of the vertical axis, such as '.1f'. */
  readonly format: string;
  /** What the tooltips call the ends of the band. */
  readonly band?: readonly [string, string];
  /** A level to compare with, dashed, named at its left. */
  readonly reference?: { readonly y: number; readonly label: string };
}

const height = 260;
/** The approximate height between the axes. */
const plotHeight = 200;
const labelGap = 15;

/** A score against a setting on a logarithmic axis, such as a learning rate: one line a method, each with its band. */
export function sweepChart(
  given: readonly SweepLine[],
  {
    x: xTitle,
    y: yTitle,
    format,
    band = ['Less 1 s.e.', 'Plus 1 s.e.'],
    reference,
  }: SweepChartOptions,
): TopLevelSpec {
  const lines = given.map((line) => ({ ...line, points: line.points.filter(isDrawable) }));
  const points = lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const [left, right] = logDomain(xs, 1);
  const ticks = xs.length <= 8 ? xs : logTicks(left, right);
  const [bottom, top] = extent([
    ...points.flatMap(({ y, low = y, high = y }) => [low, y, high]),
    ...(reference ? [reference.y] : []),
  ]);
  const x = {
    field: 'x',
    type: 'quantitative',
    title: xTitle,
    scale: { type: 'log', domain: [left, right] as number[], nice: false },
    axis: {
      values: ticks,
      tickCount: ticks.length,
      ...xFormat(left, right),
      labelOverlap: 'greedy',
    },
  } as const;
  const y = (field: string) =>
    ({
      field,
      type: 'quantitative',
      title: yTitle,
      scale: { domain: [bottom, top] as number[], zero: false, nice: false },
      axis: { format },
    }) as const;
  const color = colourByLabel(lines);
  const rowsOf = (points: (line: SweepLine) => readonly LogLogPoint[]) =>
    lines.flatMap((line) =>
      points(line).map(({ x, y, low = y, high = y }) => ({
        label: line.label,
        x,
        y: round(y),
        low: round(low),
        high: round(high),
      })),
    );
  const level: ChartLayer[] = reference
    ? [
        {
          data: { values: [{ y: round(reference.y) }] },
          mark: { type: 'rule', stroke: 'var(--ink-2)', strokeDash: [4, 4] },
          encoding: { y: y('y') },
        },
        {
          data: { values: [{ y: round(reference.y), x: left }] },
          mark: {
            type: 'text',
            align: 'left',
            dx: 4,
            dy: -7,
            text: reference.label,
            fill: 'var(--ink-2)',
          },
          encoding: { x, y: y('y') },
        },
      ]
    : [];
  const bands: ChartLayer = {
    mark: { type: 'area', opacity: 0.14 },
    encoding: { x, y: y('low'), y2: { field: 'high' }, color },
  };
  const strokes: ChartLayer = {
    mark: {
      type: 'line',
      strokeWidth: 2,
      strokeCap: 'round',
      strokeJoin: 'round',
      point: { size: 40 },
    },
    encoding: {
      x,
      y: y('y'),
      color,
      opacity: fadedTo(0.25),
    },
  };
  const rings: ChartLayer = {
    data: { values: rowsOf(({ marked = [] }) => marked) },
    mark: ring,
    encoding: { x, y: y('y'), color },
  };
  const hover: ChartLayer = {
    params: [nearestLine],
    mark: hidden,
    encoding: {
      x,
      y: y('y'),
      color,
      tooltip: [
        { field: 'label', title: 'Line' },
        { field: 'x', title: xTitle, format: left < 0.01 ? '.3~e' : ',' },
        { field: 'y', title: yTitle, format },
        { field: 'low', title: band[0], format },
        { field: 'high', title: band[1], format },
      ],
    },
  };
  const names = endLabels(lines, (top - bottom) / plotHeight).map(
    ({ label, colour, x: at, y: where }): ChartLayer => ({
      data: { values: [{ x: at, y: where }] },
      mark: { type: 'text', align: 'left', dx: 9, text: label, fill: colour, fontWeight: 600 },
      encoding: { x, y: y('y') },
    }),
  );
  return {
    $schema: schema,
    width: 'container',
    height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: { left: 4, top: 4, right: 14, bottom: 4 },
    config: theme,
    data: { values: rowsOf(({ points }) => points) },
    layer: [
      ...level,
      ...(points.some(({ low, high }) => low !== high) ? [bands] : []),
      strokes,
      ...(lines.some(({ marked = [] }) => marked.length > 0) ? [rings] : []),
      hover,
      ...names,
    ],
  };
}

const isDrawable = ({ x, y }: LogLogPoint) => x > 0 && Number.isFinite(x) && Number.isFinite(y);

/** Rates are short as powers of ten, counts as they are. */
const xFormat = (left: number, right: number) =>
  left < 0.005 ? axisFormat(left, right) : { format: right > 2e4 ? '.3~s' : ',.4~r' };

function extent(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = (most - least || Math.abs(most) || 1) / 14;
  return [round(least - margin), round(most + margin)];
}

/** Each line's name at its last point, moved apart from the others. */
function endLabels(lines: readonly SweepLine[], unitsPerPixel: number) {
  const ends = lines.flatMap(({ label, colour, points }) =>
    points.slice(-1).map(({ x, y }) => ({ label, colour, x, y })),
  );
  const places = spread(
    ends.map(({ y }) => y),
    labelGap * unitsPerPixel,
  );
  return ends.map((end, index) => ({ ...end, y: round(places[index] ?? end.y) }));
}

/** Five significant digits are finer than a pixel and keep the page small. */
const round = (value: number) => Number(value.toPrecision(5));
