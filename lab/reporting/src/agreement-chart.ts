import type { TopLevelSpec } from 'vega-lite';
import { interval95, ranged } from './labelled-lines.ts';
import { linearChannel } from './linear-axis.ts';
import { layered, type ChartLayer } from './theme.ts';

interface AgreementPoint {
  readonly label: string;
  readonly predicted: number;
  readonly measured: number;
  readonly low: number;
  readonly high: number;
  readonly agrees: boolean;
}

interface AgreementChartOptions {
  /** Titles of the axes. */
  readonly x: string;
  readonly y: string;
  /** d3 format of values. */
  readonly format: string;
  /** Half the width of the diagonal band within which both values count as equal. */
  readonly tolerance: number;
}

const height = 320;

/** Measured against predicted values, which are equal on the diagonal. Disagreements are crosses. */
export function agreementChart(
  points: readonly AgreementPoint[],
  { x: xTitle, y: yTitle, format, tolerance }: AgreementChartOptions,
): TopLevelSpec {
  const predicted = points.map((point) => point.predicted);
  const [left, right] = widened(predicted);
  const limits = points.flatMap(({ low, high }) => [low, high]);
  const [bottom, top] = widened([...predicted, ...limits]);
  const x = linearChannel(xTitle, [left, right], { format, grid: true });
  const y = linearChannel(yTitle, [bottom, top], { format });
  // Clamped to the axes: a clipped layer would get an id that differs between charts.
  const inside = (value: number) => Math.min(top, Math.max(bottom, value));
  const ends = [left, right].map((at) => ({
    at,
    equal: inside(at),
    below: inside(at - tolerance),
    above: inside(at + tolerance),
  }));
  const band: ChartLayer = {
    data: { values: ends },
    mark: { type: 'area', fill: 'var(--rule)', opacity: 0.7 },
    encoding: { x: x('at'), y: y('below'), y2: { field: 'above' } },
  };
  const diagonal: ChartLayer = {
    data: { values: ends },
    mark: { type: 'line', stroke: 'var(--ink-2)', strokeWidth: 1, strokeDash: [4, 3] },
    encoding: { x: x('at'), y: y('equal') },
  };
  const verdict = { field: 'verdict', type: 'nominal' } as const;
  const domain = ['agrees', 'differs'];
  const color = {
    ...verdict,
    scale: { domain, range: ['var(--c1)', 'var(--c2)'] },
    legend: null,
  } as const;
  const intervals: ChartLayer = {
    mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.55 },
    encoding: { x: x('predicted'), y: y('low'), y2: { field: 'high' }, color },
  };
  const marks: ChartLayer = {
    mark: { type: 'point', size: 50, strokeWidth: 1.8, opacity: 0.85 },
    encoding: {
      x: x('predicted'),
      y: y('measured'),
      color,
      shape: { ...verdict, scale: { domain, range: ['circle', 'cross'] }, legend: null },
      tooltip: [
        { field: 'label', title: 'What' },
        { field: 'predicted', title: 'Predicted', format },
        ...ranged('measured', 'Measured', format, interval95),
      ],
    },
  };
  const values = points.map(({ agrees, ...point }) => ({
    ...point,
    verdict: agrees ? 'agrees' : 'differs',
  }));
  return layered(values, [band, diagonal, intervals, marks], { height });
}

function widened(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(0.25, (most - least) / 15);
  return [least - margin, most + margin];
}
