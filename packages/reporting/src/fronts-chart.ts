import type { TopLevelSpec } from 'vega-lite';
import { endNames, fadedTo, hovering, markByLabel, stroke } from './labelled-lines.ts';
import { fine, linearChannel, margined } from './linear-axis.ts';
import { layered, type ChartLayer } from './theme.ts';

interface FrontPoint {
  readonly x: number;
  readonly y: number;
  /** The settings that produced it, for its tooltip: "rate 1e-3, 300 steps". */
  readonly made: string;
}

/** One item's points and its Pareto front: the points that none of its other points beats in both axes. */
export interface ChartFront {
  /** Unique in its chart; drawn at the right edge, at the height of the front's end. */
  readonly label: string;
  readonly colour: string;
  readonly points: readonly FrontPoint[];
  /** By x. */
  readonly front: readonly FrontPoint[];
}

/** Dashes for a second front in the same colour. */
const dashes = {
  field: 'again',
  type: 'nominal',
  scale: {
    domain: [false, true],
    range: [
      [1, 0],
      [5, 4],
    ],
  },
  legend: null,
} as const;

const height = 400;
/** The approximate height between the axes. */
const plotHeight = 340;

/** Gain against cost: faint points, and a line through each front, labelled at the right edge. `x`, `y`: titles; `format`: d3's. */
export function frontsChart(
  fronts: readonly ChartFront[],
  { x: xTitle, y: yTitle, format }: Record<'x' | 'y' | 'format', string>,
): TopLevelSpec {
  const all = fronts.flatMap(({ points }) => points);
  const domain = margined(
    all.map(({ y }) => y),
    20,
  );
  const axis = { format, grid: true, tickCount: 5 };
  const across = margined(
    all.map((one) => one.x),
    20,
  );
  const x = linearChannel(xTitle, across, axis)('x');
  const y = linearChannel(yTitle, domain, axis);
  const encoding = { x, y: y('y'), ...markByLabel(fronts) };
  const rows = (of: 'points' | 'front') =>
    fronts.flatMap(({ label, colour, [of]: points }, at) => {
      const again = fronts.slice(0, at).some((earlier) => earlier.colour === colour);
      return points.map(({ made, ...point }) => ({
        label,
        made,
        again,
        x: fine(point.x),
        y: fine(point.y),
      }));
    });
  const lines: ChartLayer = {
    data: { values: rows('front') },
    mark: { ...stroke, point: { size: 45, filled: true } },
    encoding: { ...encoding, strokeDash: dashes },
  };
  const dots: ChartLayer = {
    mark: { type: 'point', filled: true, size: 35 },
    encoding: { ...encoding, opacity: fadedTo(0.15, 0.6) },
  };
  const hover = hovering('label', encoding, [
    { field: 'label', title: 'What' },
    { field: 'made', title: 'At' },
    { field: 'x', title: xTitle, format },
    { field: 'y', title: yTitle, format },
  ]);
  const names = endNames(
    fronts.flatMap(({ label, colour, front }) =>
      front.slice(-1).map((end) => ({ label, colour, x: across[1], y: end.y })),
    ),
    domain,
    plotHeight,
    { x, y },
    'linear',
  );
  return layered(rows('points'), [dots, lines, hover, ...names], { height, named: 18 });
}
