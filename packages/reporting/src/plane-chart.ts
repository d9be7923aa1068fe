import type { Estimate } from '@singlora/statistics';
import type { TopLevelSpec } from 'vega-lite';
import { letter, placeLabels } from './label-places.ts';
import { markByLabel } from './labelled-lines.ts';
import { fine, linearChannel, margined } from './linear-axis.ts';
import { layered, type ChartLayer } from './theme.ts';

/** One point of the chart: two scores of one item. */
interface PlanePoint {
  readonly label: string;
  readonly colour: string;
  readonly x: Pick<Estimate, 'mean' | 'interval'>;
  readonly y: Pick<Estimate, 'mean' | 'interval'>;
}

/** A reference level on one axis, dashed, labelled at its end. */
interface PlaneLevel {
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly label: string;
}

interface PlaneChartOptions {
  /** Titles of the axes. */
  readonly x: string;
  readonly y: string;
  /** d3 format of both axes, such as '.2f'. */
  readonly format: string;
  readonly levels?: readonly PlaneLevel[];
}

const height = 380;
/** The approximate size between the axes, in pixels. */
const plot = { width: 420, height: 320 };

/** Two scores against each other, one point per item, with 95% intervals on both axes. */
export function planeChart(
  points: readonly PlanePoint[],
  { x: xTitle, y: yTitle, format, levels = [] }: PlaneChartOptions,
): TopLevelSpec {
  const domains = { x: domainOf(points, levels, 'x'), y: domainOf(points, levels, 'y') };
  const axis = { format, grid: true, tickCount: 5 };
  const x = linearChannel(xTitle, domains.x, axis);
  const y = linearChannel(yTitle, domains.y, axis);
  const pointMarks = markByLabel(points);
  const { color } = pointMarks;
  const rule = { type: 'rule', strokeWidth: 1.5, strokeCap: 'round', opacity: 0.4 } as const;
  const across: ChartLayer = {
    mark: rule,
    encoding: { x: x('left'), x2: { field: 'right' }, y: y('y'), color },
  };
  const upright: ChartLayer = {
    mark: rule,
    encoding: { x: x('x'), y: y('bottom'), y2: { field: 'top' }, color },
  };
  const marks: ChartLayer = {
    mark: { type: 'point', filled: true, size: 100, opacity: 1 },
    encoding: {
      x: x('x'),
      y: y('y'),
      ...pointMarks,
      tooltip: [
        { field: 'label', title: 'What' },
        { field: 'x', title: xTitle, format },
        { field: 'left', title: '95% from', format },
        { field: 'right', title: '95% to', format },
        { field: 'y', title: yTitle, format },
        { field: 'bottom', title: '95% from', format },
        { field: 'top', title: '95% to', format },
      ],
    },
  };
  const share = (name: 'x' | 'y', value: number) => {
    const [low, high] = domains[name];
    return (value - low) / (high - low);
  };
  const places = placeLabels(
    points.map(({ label, x: { mean: at }, y: { mean: up } }) => ({
      text: label,
      x: plot.width * share('x', at),
      y: plot.height * (1 - share('y', up)),
    })),
    plot.width,
    levels.map(({ axis, at, label }) => {
      const length = letter * label.length;
      const x = plot.width * share('x', at);
      const y = plot.height * (1 - share('y', at));
      return axis === 'x'
        ? { left: x - 16, right: x, top: plot.height - length, bottom: plot.height }
        : { left: 0, right: length, top: y - 16, bottom: y };
    }),
  );
  const names = (outline: object): ChartLayer[] =>
    points.map(({ label, colour, x: { mean: at }, y: { mean: up } }, index) => ({
      data: { values: [{ x: fine(at), y: fine(up) }] },
      mark: {
        type: 'text',
        text: label,
        fill: colour,
        fontWeight: 600,
        ...outline,
        ...places[index],
      },
      encoding: { x: x('x'), y: y('y') },
    }));
  /** Outlines of the names, which cover the bars below them. */
  const outlines = names({ stroke: 'var(--paper)', strokeWidth: 4, strokeJoin: 'round' });
  const values = points.map((point) => {
    const [left, right] = endsOf(point.x).map(fine);
    const [bottom, top] = endsOf(point.y).map(fine);
    const [at, up] = [fine(point.x.mean), fine(point.y.mean)];
    return { label: point.label, x: at, y: up, left, right, bottom, top };
  });
  const below = levels.flatMap((level) => levelLayers(level, domains, { x: x('at'), y: y('at') }));
  const layers = [...below, across, upright, ...outlines, marks, ...names({})];
  return layered(values, layers, { height, named: 18 });
}

type Axis = 'x' | 'y';

/** A dashed line with its label at its start: the bottom of a vertical line, the left of a horizontal one. */
function levelLayers(
  { axis, at, label }: PlaneLevel,
  domains: Readonly<Record<Axis, readonly [number, number]>>,
  encodings: Readonly<Record<Axis, object>>,
): ChartLayer[] {
  const other = axis === 'x' ? 'y' : 'x';
  const [start] = domains[other];
  const turned = axis === 'x' ? { angle: 270, dy: -9 } : { dy: -8 };
  return [
    {
      data: { values: [{ at: fine(at) }] },
      mark: { type: 'rule', stroke: 'var(--ink-2)', strokeDash: [4, 4] },
      encoding: { [axis]: encodings[axis] },
    },
    {
      data: { values: [{ at: fine(at), start: fine(start) }] },
      mark: { type: 'text', text: label, align: 'left', dx: 4, fill: 'var(--ink-2)', ...turned },
      encoding: { [axis]: encodings[axis], [other]: { ...encodings[other], field: 'start' } },
    },
  ] as ChartLayer[];
}

const endsOf = ({ mean, interval = [mean, mean] }: PlanePoint['x']) => interval;

/** The range of all points with their intervals and of the levels, with a margin. */
function domainOf(
  points: readonly PlanePoint[],
  levels: readonly PlaneLevel[],
  axis: Axis,
): [number, number] {
  const ends = points.flatMap((point) => endsOf(point[axis]));
  const own = levels.filter((level) => level.axis === axis).map(({ at }) => at);
  return margined([...ends, ...own], 12);
}
