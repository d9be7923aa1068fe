import type { PowerLaw } from '@singlora/statistics';
import type { TopLevelSpec } from 'vega-lite';
import { drawnPoint, endNames, markByLabel, ranged, round, pointRow } from './labelled-lines.ts';
import { logAxes, pointsDomain, type LogLogPoint } from './log-axis.ts';
import { layered, type ChartLayer } from './theme.ts';

/** A power law fitted to some of the points, with the 95% interval of its exponent, and the theoretical exponent. */
export interface FittedLaw extends Required<PowerLaw> {
  /** The smallest and largest x of the fit. */
  readonly from: number;
  readonly to: number;
  /** Absent where theory predicts nothing. */
  readonly expected?: number | undefined;
}

/** The measurements of one thing. */
export interface PowerLawSeries {
  /** Unique in its chart; drawn to the right of its last point. */
  readonly label: string;
  readonly colour: string;
  readonly points: readonly LogLogPoint[];
  /** The x of measurements outside any axis, such as non-finite ones: a triangle at the top. */
  readonly beyond: readonly number[];
  readonly fit?: FittedLaw | undefined;
}

interface PowerLawChartOptions {
  readonly x: string;
  readonly y: string;
  /** The tooltips' word for a series. */
  readonly series: string;
  /** The vertical axis's ends, where several charts share them. */
  readonly domain?: readonly [number, number];
}

const height = 260;
/** The approximate height between the axes. */
const plotHeight = 205;

/** The ends of a vertical axis for several such charts. */
export const powerLawDomain = (all: readonly PowerLawSeries[]): [number, number] =>
  pointsDomain(all.flatMap(({ points }) => points));

/**
 * Measured points with their ranges on two logarithmic axes. Each series has the fitted power law (a line,
 * shaded by the interval of its exponent) and the theoretical one (dashed, through the middle of the fit).
 */
export function powerLawChart(
  all: readonly PowerLawSeries[],
  { x: xTitle, y: yTitle, series, domain = powerLawDomain(all) }: PowerLawChartOptions,
): TopLevelSpec {
  const [bottom, top] = domain;
  const inside = (y: number) => Math.min(top, Math.max(bottom, y));
  const xs = all.flatMap(({ points, beyond }) => [...points.map(({ x }) => x), ...beyond]);
  const { x, y } = logAxes(xs, domain, { x: xTitle, y: yTitle });
  const marks = markByLabel(all);
  const { color } = marks;
  const name = { field: 'label', title: series };
  const at = { field: 'x', title: xTitle, format: ',' };
  const rows = (of: (one: PowerLawSeries) => readonly object[]) =>
    all.flatMap((one) => of(one).map((row) => ({ label: one.label, ...row })));
  const data = (of: Parameters<typeof rows>[0]) => ({ values: rows(of) });
  const bands: ChartLayer = {
    data: data(({ fit }) => {
      if (!fit) return [];
      const [least, most] = fit.interval;
      return placesOf(fit).map(({ at: place, through }) => ({
        x: round(place),
        low: round(inside(through(least))),
        high: round(inside(through(most))),
      }));
    }),
    mark: { type: 'area', opacity: 0.16 },
    encoding: { x, y: y('low'), y2: { field: 'high' }, color },
  };
  const line = (exponent: (fit: FittedLaw) => number | undefined, mark: object): ChartLayer => ({
    data: data(({ fit }) => {
      const power = fit && exponent(fit);
      if (!fit || power === undefined) return [];
      const ends = placesOf(fit).map(({ at: place, through }) => ({
        x: round(place),
        y: round(through(power)),
      }));
      return ends.every((end) => end.y === inside(end.y)) ? ends : [];
    }),
    mark: { type: 'line', strokeWidth: 2, ...mark },
    encoding: { x, y: y('y'), color },
  });
  const ranges: ChartLayer = {
    mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.45 },
    encoding: { x, y: y('low'), y2: { field: 'high' }, color },
  };
  const dots: ChartLayer = {
    mark: { type: 'point', filled: true, size: 34, opacity: 1 },
    encoding: {
      x,
      y: y('y'),
      ...marks,
      tooltip: [name, at, ...ranged('y', yTitle, '.3~g')],
    },
  };
  const lost: ChartLayer = {
    data: data(({ beyond }) =>
      beyond.map((place) => ({ x: place, y: round(top), says: 'beyond' })),
    ),
    mark: { type: 'point', shape: 'triangle-up', filled: true, size: 60, opacity: 1, yOffset: 3 },
    encoding: {
      x,
      y: y('y'),
      color,
      tooltip: [name, at, { field: 'says', title: yTitle }],
    },
  };
  const names = endNames(endsOf(all, top), domain, plotHeight, { x, y });
  const values = rows(({ points }) => points.map((point) => pointRow(drawnPoint(point))));
  const laws = [
    line(({ exponent }) => exponent, {}),
    line(({ expected }) => expected, { strokeDash: [2, 4], stroke: 'var(--ink)' }),
  ];
  return layered(values, [bands, ...laws, ranges, dots, lost, ...names], { height, named: 14 });
}

/** The ends and the middle of a fit, and the values there of power laws through its middle. */
function placesOf({ from, to, factor, exponent }: FittedLaw) {
  const middle = Math.sqrt(from * to);
  const centre = factor * middle ** exponent;
  return [from, middle, to].map((at) => ({
    at,
    through: (power: number) => centre * (at / middle) ** power,
  }));
}

/** The end of each series: its last point, or the top edge where it left the chart. */
const endsOf = (all: readonly PowerLawSeries[], top: number) =>
  all.flatMap(({ label, colour, points, beyond }) => {
    const ends = [...points, ...beyond.map((x) => ({ x, y: top }))].sort((a, b) => a.x - b.x);
    return ends.slice(-1).map(({ x, y }) => ({ label, colour, x, y }));
  });
