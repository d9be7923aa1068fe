import type { TopLevelSpec } from 'vega-lite';
import {
  endNames,
  fadedTo,
  hovering,
  markByLabel,
  ranged,
  rings,
  pointRow,
  stroke,
} from './labelled-lines.ts';
import { fine, linearChannel, margined } from './linear-axis.ts';
import { axisFormat, logChannel, logDomain, logTicks, type LogLogPoint } from './log-axis.ts';
import { layered, type ChartLayer } from './theme.ts';

/** One line of the chart, without non-finite values. */
interface SweepLine {
  /** Unique in its chart; drawn at the right end of the line. */
  readonly label: string;
  readonly colour: string;
  /** x is positive; `low` and `high` are the ends of the band. */
  readonly points: readonly LogLogPoint[];
  /** Points to ring, such as a chosen rate. */
  readonly marked?: readonly LogLogPoint[];
}

interface SweepChartOptions {
  /** Titles of the axes, with units. */
  readonly x: string;
  readonly y: string;
  /** d3 format of the vertical axis, such as '.1f'. */
  readonly format: string;
  /** The tooltips' words for the ends of the band. */
  readonly band?: readonly [string, string];
  /** A reference level, dashed, labelled at its left end, apart from the lines' names. */
  readonly reference?: { readonly y: number; readonly label: string };
}

const height = 260;
/** The approximate height between the axes. */
const plotHeight = 200;
const standardError = ['Less 1 s.e.', 'Plus 1 s.e.'] as const;

/** A score against a setting on a logarithmic axis, such as a learning rate: one line per method, each with its band. */
export function sweepChart(
  given: readonly SweepLine[],
  { x: xTitle, y: yTitle, format, band = standardError, reference }: SweepChartOptions,
): TopLevelSpec {
  const lines = given.map((line) => ({ ...line, points: line.points.filter(isDrawable) }));
  const points = lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const [left, right] = logDomain(xs, 1);
  const ticks = xs.length <= 8 ? xs : logTicks(left, right);
  const drawn = points.flatMap(({ y, low = y, high = y }) => [low, y, high]);
  const levels = reference ? [reference.y] : [];
  const [bottom, top] = margined([...drawn, ...levels], reference ? 9 : 14);
  const x = logChannel(xTitle, [left, right], ticks, xFormat(left, right))('x');
  const y = linearChannel(yTitle, [bottom, top], { format });
  const marks = markByLabel(lines);
  const { color } = marks;
  const rowsOf = (points: (line: SweepLine) => readonly LogLogPoint[]) =>
    lines.flatMap((line) =>
      points(line).map((point) => ({ label: line.label, ...pointRow(point, fine) })),
    );
  /** Whether most lines begin above the level. */
  const isBelow = (level: number) => {
    const starts = lines.flatMap((line) => line.points.slice(0, 1));
    return starts.filter(({ y }) => y > level).length > starts.length / 2;
  };
  const level: ChartLayer[] = reference
    ? [
        {
          data: { values: [{ y: fine(reference.y) }] },
          mark: { type: 'rule', stroke: 'var(--ink-2)', strokeDash: [4, 4] },
          encoding: { y: y('y') },
        },
        {
          data: { values: [{ y: fine(reference.y), x: left }] },
          mark: {
            type: 'text',
            align: 'left',
            dx: 4,
            dy: isBelow(reference.y) ? 9 : -9,
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
    mark: { ...stroke, point: { size: 40 } },
    encoding: { x, y: y('y'), ...marks, opacity: fadedTo(0.25) },
  };
  const ringed = rings(
    rowsOf(({ marked = [] }) => marked),
    { x, y: y('y'), ...marks },
  );
  const hover = hovering('label', { x, y: y('y'), color }, [
    { field: 'label', title: 'Line' },
    { field: 'x', title: xTitle, format: left < 0.01 ? '.3~e' : ',' },
    ...ranged('y', yTitle, format, band),
  ]);
  const ends = lines.flatMap((line) => line.points.slice(-1).map((end) => ({ ...line, ...end })));
  const names = endNames(ends, [bottom, top], plotHeight, { x, y }, 'linear');
  const layers = [
    ...level,
    ...(points.some(({ low, high }) => low !== high) ? [bands] : []),
    strokes,
    ...ringed,
    hover,
    ...names,
  ];
  return layered(
    rowsOf(({ points }) => points),
    layers,
    { height, named: 14 },
  );
}

const isDrawable = ({ x, y }: LogLogPoint) => x > 0 && Number.isFinite(x) && Number.isFinite(y);

/** Rates are written as powers of ten, counts as plain numbers. */
const xFormat = (left: number, right: number) =>
  left < 0.005 ? axisFormat(left, right) : { format: right > 2e4 ? '.3~s' : ',.4~r' };
