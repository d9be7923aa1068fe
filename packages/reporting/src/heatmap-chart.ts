import type { TopLevelSpec } from 'vega-lite';
import { axisFormat, logChannel, logTicks } from './log-axis.ts';
import { round } from './labelled-lines.ts';
import { layered, sequence, type ChartLayer } from './theme.ts';

/** A cell of a grid whose axes are logarithmic and evenly spaced. */
export interface HeatCell {
  readonly x: number;
  readonly y: number;
  /** Undefined where there is none, for example because training diverged. */
  readonly value: number | undefined;
  /** Whether the cell belongs to the outlined set, such as all cells near the best. */
  readonly outlined?: boolean;
}

interface HeatmapChartOptions {
  /** Titles of the axes and of the value. */
  readonly x: string;
  readonly y: string;
  readonly value: string;
  /** The word for a cell without a value. */
  readonly missing: string;
  /** A cell to mark with a star. */
  readonly best?: { readonly x: number; readonly y: number };
  /** Draws the line x = y. */
  readonly diagonal?: boolean;
  /** The ends of the colour scale, for charts that share it; values beyond get the last colour. */
  readonly domain?: readonly [number, number];
}

const height = 340;

/** Positive values on a grid, in bins of equal ratio; the smallest values have the strongest colour. */
export function heatmapChart(
  cells: readonly HeatCell[],
  options: HeatmapChartOptions,
): TopLevelSpec {
  const { x: xTitle, y: yTitle, value: title, missing, best, diagonal, domain } = options;
  const known = cells.flatMap(({ value }) => value ?? []);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const bins = binsOf(domain ?? [least, most], most);
  const xs = edgesOf(cells.map((cell) => cell.x));
  const ys = edgesOf(cells.map((cell) => cell.y));
  const values = cells.map(({ x, y, value, outlined = false }) => ({
    x: round(x),
    y: round(y),
    bin: value === undefined ? missing : bins.labelOf(value),
    ...(outlined && { outlined }),
    value: value === undefined ? missing : value.toPrecision(3),
  }));
  const axis = (name: string, { low, high }: typeof xs) => {
    const look = { ...axisFormat(low, high), grid: false, domain: false, ticks: true };
    return logChannel(name, [low, high], logTicks(low, high), look);
  };
  const [x, y] = [axis(xTitle, xs), axis(yTitle, ys)];
  const edges = [
    { calculate: `datum.x / ${xs.half}`, as: 'left' },
    { calculate: `datum.x * ${xs.half}`, as: 'right' },
    { calculate: `datum.y / ${ys.half}`, as: 'bottom' },
    { calculate: `datum.y * ${ys.half}`, as: 'top' },
  ];
  const area = { x: x('left'), x2: { field: 'right' }, y: y('bottom'), y2: { field: 'top' } };
  const anyMissing = known.length < cells.length;
  const fills: ChartLayer = {
    transform: edges,
    mark: { type: 'rect', strokeWidth: 0 },
    encoding: {
      ...area,
      fill: {
        field: 'bin',
        type: 'nominal',
        scale: {
          domain: [...bins.labels, ...(anyMissing ? [missing] : [])],
          range: [...bins.colours, ...(anyMissing ? ['var(--rule)'] : [])],
        },
        legend: {
          title,
          titleColor: 'var(--ink-2)',
          titleFontWeight: 'normal',
          titleFontSize: 12,
          orient: 'right',
          symbolType: 'square',
          symbolSize: 130,
          symbolStrokeWidth: 0,
          labelColor: 'var(--ink-2)',
          labelFontSize: 12,
          rowPadding: 3,
          titleLimit: 120,
        },
      },
      tooltip: [
        { field: 'x', title: xTitle, format: '.3~g' },
        { field: 'y', title: yTitle, format: '.3~g' },
        { field: 'value', title },
      ],
    },
  };
  const outlines: ChartLayer = {
    transform: [...edges, { filter: 'datum.outlined' }],
    mark: { type: 'rect', fill: null, stroke: 'var(--c2)', strokeWidth: 1.5 },
    encoding: area,
  };
  const [from, to] = [Math.max(xs.low, ys.low), Math.min(xs.high, ys.high)];
  const line: ChartLayer = {
    data: { values: [from, to].map((at) => ({ at })) },
    mark: { type: 'line', stroke: 'var(--ink)', strokeWidth: 1.2, strokeDash: [5, 4] },
    encoding: { x: x('at'), y: y('at') },
  };
  const star: ChartLayer = {
    data: { values: best ? [{ x: best.x, y: best.y }] : [] },
    mark: {
      type: 'point',
      shape: starPath,
      size: 160,
      opacity: 1,
      filled: true,
      fill: 'var(--c2)',
      stroke: 'var(--paper)',
      strokeWidth: 1,
    },
    encoding: { x: x('x'), y: y('y') },
  };
  const layers = [
    fills,
    ...(cells.some(({ outlined }) => outlined) ? [outlines] : []),
    ...(diagonal && from < to ? [line] : []),
    ...(best ? [star] : []),
  ];
  return layered(values, layers, { height });
}

const starPath =
  'M0,-1L0.235,-0.324L0.951,-0.309L0.38,0.124L0.588,0.809L0,0.4L-0.588,0.809L-0.38,0.124L-0.951,-0.309L-0.235,-0.324Z';

/** The edges of the grid, half a cell beyond its first and last values; `half` a cell is a factor. */
function edgesOf(given: readonly number[]) {
  const values = [...new Set(given)].sort((a, b) => a - b);
  const [first = 1, last = first] = [values[0], values.at(-1)];
  const half =
    values.length > 1 ? Math.sqrt((last / first) ** (1 / (values.length - 1))) : Math.SQRT2;
  return { low: first / half, high: last * half, half };
}

/** Bins of equal ratio between the ends, in ascending order, each with its colour and label; the last includes `top`. */
function binsOf([least, most]: readonly [number, number], top: number) {
  const n = !(most >= least) ? 0 : most > 1.001 * least ? sequence.length : 1;
  const ratio = most / least;
  const digits = n > 1 ? Math.max(2, Math.ceil(1 - Math.log10(ratio ** (1 / n) - 1))) : 3; // so that neighbours differ
  const text = (index: number) =>
    (least * ratio ** (index / n)).toLocaleString('en-US', { maximumSignificantDigits: digits });
  const labels = Array.from({ length: n }, (_, index) =>
    n === 1
      ? text(0)
      : index === n - 1 && top > 1.001 * most
        ? `> ${text(index)}`
        : `${text(index)} – ${text(index + 1)}`,
  );
  return {
    labels,
    colours: sequence.slice(0, n),
    labelOf(value: number): string {
      const place = Math.floor((n * Math.log(value / least)) / Math.log(ratio));
      return labels[Math.min(n - 1, Math.max(0, Number.isFinite(place) ? place : 0))] ?? '';
    },
  };
}
