import type { TopLevelSpec } from 'vega-lite';
import { ranged, rowOf } from './labelled-lines.ts';
import { logChannel, logDomain, logTicks, type LogLogPoint } from './log-axis.ts';
import type { PowerLaw } from '@singlora/statistics';
import { layered, type ChartLayer } from './theme.ts';

/** What the axes say, the colour of the points, and a power law to draw through them. */
interface LogLogChartOptions {
  /** Titles of the axes, with units. */
  readonly x: string;
  readonly y: string;
  /** A CSS colour. */
  readonly colour: string;
  /** Drawn as a dashed line through the points. */
  readonly law?: PowerLaw | undefined;
}

const height = 230;
const format = ',.3~r';

/** The least ratio of the vertical axis's ends: values that hardly change should look flat. */
const leastSpan = 4;

/** Points on two logarithmic axes, on which a power law is a straight line. */
export function logLogChart(
  points: readonly LogLogPoint[],
  { x: xTitle, y: yTitle, colour, law }: LogLogChartOptions,
): TopLevelSpec {
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const [left, right] = logDomain(xs, 1);
  const lawPoints = law
    ? [Math.min(...xs), Math.max(...xs)].map((at) => ({
        x: at,
        y: law.factor * at ** law.exponent,
      }))
    : [];
  const ys = [...points, ...lawPoints].map(({ y }) => y);
  const limits = points.flatMap(({ y, low = y, high = y }) => [low, high]);
  const [bottom, top] = logDomain([...ys, ...limits], leastSpan);
  const x = logChannel(xTitle, [left, right], xs, { format: ',' })('x');
  const ticks = logTicks(bottom, top);
  const y = logChannel(yTitle, [bottom, top], ticks, { format, labelOverlap: undefined });
  const line: ChartLayer = {
    data: { values: lawPoints },
    mark: { type: 'line', strokeWidth: 1.5, strokeDash: [5, 4], stroke: 'var(--ink-2)' },
    encoding: { x, y: y('y') },
  };
  const ranges: ChartLayer = {
    mark: { type: 'rule', strokeWidth: 2, strokeCap: 'round', stroke: colour, opacity: 0.55 },
    encoding: { x, y: y('low'), y2: { field: 'high' } },
  };
  const marks: ChartLayer = {
    mark: { type: 'point', filled: true, size: 70, opacity: 1, color: colour },
    encoding: {
      x,
      y: y('y'),
      tooltip: [{ field: 'x', title: xTitle, format: ',' }, ...ranged('y', yTitle, format)],
    },
  };
  const values = points.map((point) => rowOf(point, (value) => value));
  return layered(values, [...(law ? [line] : []), ranges, marks], { height });
}
