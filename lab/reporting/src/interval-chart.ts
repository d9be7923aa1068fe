import type { Estimate } from '@singlora/statistics';
import type { TopLevelSpec } from 'vega-lite';
import { distinctBy } from './groups.ts';
import { brokenName, interval95, markByLabel, ranged } from './labelled-lines.ts';
import { textWidth } from './text-width.ts';
import { frame, layered, type ChartLayer } from './theme.ts';

/** One line of the chart: a group's mean with its interval, and its individual values as open circles. */
export interface IntervalRow {
  /** Consecutive rows with one label form a group, whose label is drawn once. */
  readonly label: string;
  /** The series that its colour stands for, where there is a legend. */
  readonly series?: string;
  readonly colour: string;
  readonly estimate: Pick<Estimate, 'mean' | 'interval'>;
  readonly values: readonly { readonly name: string; readonly value: number }[];
}

interface IntervalChartOptions {
  /** What the horizontal axis measures. */
  readonly measure: string;
  /** d3 format of values, such as '.1f'. */
  readonly format: string;
  /** The same for the axis, whose values are rounder. */
  readonly axisFormat?: string;
  /** A reference line that stays in view: 0 for differences, 1 for ratios. */
  readonly reference?: number;
  /** How far from 0 intervals are drawn; an arrow marks one that goes on. By default all are drawn whole. */
  readonly reach?: number;
  /** A shaded range of values that count as equal to `reference`. */
  readonly band?: readonly [low: number, high: number];
  /** The tooltips' words for a row, an individual value, the centre of an interval, and a series. */
  readonly words?: Readonly<Record<'row' | 'single' | 'centre', string> & { series?: string }>;
}

/** The height of a row in pixels, without and with individual values below it. */
const rowHeights = { alone: 16, withValues: 52 };

const labels = { labelFontWeight: 600, labelColor: 'var(--ink)' } as const;

const fontSize = frame.config.axis.labelFontSize;

/** The legend above the chart. It starts at the chart's left, shifted by the width of the labels. */
const legendOf = (lines: number, labels: readonly string[]) =>
  ({
    title: null,
    orient: 'none',
    labelFontSize: 12,
    labelLimit: 640,
    labelColor: 'var(--ink)',
    legendX:
      -10 - Math.max(...labels.map((label) => textWidth({ fontSize, fontWeight: 600 }, label))),
    legendY: -legendHeight(lines),
  }) as const;

const legendHeight = (lines: number) => (lines > 0 ? 20 * lines + 8 : 0);

const meanWords = { row: 'Method', single: 'Run', centre: 'Mean' };

const within = (value: number, reach: number) => Math.max(-reach, Math.min(reach, value));

/** Means (or what `words` call them) with 95% intervals, one per row, and every individual value. */
export function intervalChart(
  rows: readonly IntervalRow[],
  {
    measure,
    format,
    axisFormat = format,
    reference,
    reach = Infinity,
    band,
    words = meanWords,
  }: IntervalChartOptions,
): TopLevelSpec {
  const zero = reference === 0;
  const series = distinctBy(
    rows.flatMap(({ series: label, colour }) => (label === undefined ? [] : { label, colour })),
    ({ label }) => label,
  );
  const hasValues = rows.some((row) => row.values.length > 0);
  const isFirst = ({ label }: IntervalRow, index: number) => rows[index - 1]?.label !== label;
  const isLow = !hasValues && !rows.every(isFirst);
  // A low row has no room for two lines.
  const names = rows.map((row, index) => {
    if (!isFirst(row, index)) return '';
    return isLow ? row.label : brokenName(row.label);
  });
  const y = {
    field: 'row',
    type: 'nominal',
    sort: rows.map((_, index) => index),
    title: null,
    axis: {
      ...labels,
      labelLimit: 280,
      labelPadding: 10,
      domain: false,
      grid: false,
      labelExpr: `${JSON.stringify(names)}[datum.value]`,
    },
  } as const;
  const x = (field: string) =>
    ({
      field,
      type: 'quantitative',
      title: measure,
      scale: { zero, nice: false, padding: 14 },
      axis: {
        ...(zero
          ? { labelExpr: `datum.value === 0 ? '0' : format(datum.value, '${axisFormat}')` }
          : { format: axisFormat }),
        grid: true,
        domain: false,
        ticks: false,
      },
    }) as const;
  const marks =
    series.length > 0
      ? markByLabel(series, { field: 'series', legend: legendOf(series.length, names.flat()) })
      : markByLabel(rows);
  const { color } = marks;
  const told = [
    { field: 'label', title: words.row },
    ...(series.length > 0 ? [{ field: 'series', title: words.series ?? 'Of' }] : []),
  ];
  const line: ChartLayer = {
    data: { values: [{ reference }] },
    mark: { type: 'rule', stroke: 'var(--ink-2)', strokeDash: [3, 3] },
    encoding: { x: x('reference') },
  };
  const shade: ChartLayer = {
    data: { values: band ? [{ from: band[0], to: band[1] }] : [] },
    mark: { type: 'rect', fill: 'var(--rule)', opacity: 0.6 },
    encoding: { x: x('from'), x2: { field: 'to' } },
  };
  const intervals: ChartLayer = {
    mark: { type: 'rule', strokeWidth: 2.5, strokeCap: 'round' },
    encoding: { y, x: x('from'), x2: { field: 'to' }, color },
  };
  const arrows = (['left', 'right'] as const).map((side): ChartLayer => ({
    transform: [{ filter: side === 'left' ? 'datum.low < datum.from' : 'datum.high > datum.to' }],
    mark: { type: 'point', shape: `triangle-${side}`, filled: true, size: 60, opacity: 1 },
    encoding: { y, x: x(side === 'left' ? 'from' : 'to'), color },
  }));
  const singles: ChartLayer = {
    data: {
      values: rows.flatMap(({ label, values }, row) =>
        values.map((value) => ({ row, label, ...value })),
      ),
    },
    mark: {
      type: 'point',
      size: 46,
      strokeWidth: 1.5,
      yOffset: 13,
      fill: 'var(--paper)',
      opacity: 1,
    },
    encoding: {
      y,
      x: x('value'),
      ...marks,
      tooltip: [
        { field: 'label', title: words.row },
        { field: 'name', title: words.single },
        { field: 'value', title: measure, format },
      ],
    },
  };
  const means: ChartLayer = {
    mark: { type: 'point', filled: true, size: 110, opacity: 1 },
    encoding: {
      y,
      x: x('at'),
      ...marks,
      tooltip: [...told, ...ranged('mean', words.centre, format, interval95)],
    },
  };
  const values = rows.map(
    ({ label, series: of, estimate: { mean, interval = [mean, mean] } }, row) => {
      const [low, high] = interval;
      const [from, at, to] = [low, mean, high].map((value) => within(value, reach));
      return {
        row,
        label,
        ...(of === undefined ? {} : { series: of }),
        mean,
        low,
        high,
        from,
        at,
        to,
      };
    },
  );
  const layers = [
    ...(band ? [shade] : []),
    ...(reference === undefined ? [] : [line]),
    intervals,
    ...(Number.isFinite(reach) ? arrows : []),
    ...(hasValues ? [singles] : []),
    means,
  ];
  // The axis's last label may extend half its width beyond the axis, and narrow screens would cut it off.
  const spec = layered(values, layers, {
    height: (isLow ? rowHeights.alone : rowHeights.withValues) * rows.length,
    named: 18,
    autosize: 'fit-x',
  });
  const top = legendHeight(series.length);
  return top > 0 ? { ...spec, padding: { left: 4, top: top + 4, right: 18, bottom: 4 } } : spec;
}
