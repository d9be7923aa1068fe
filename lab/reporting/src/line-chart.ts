import { mean } from '@singlora/statistics';
import type { TopLevelSpec } from 'vega-lite';
import { fadedTo, hovering, markByLabel, stroke } from './labelled-lines.ts';
import { fine, linearChannel } from './linear-axis.ts';
import { spread, type Series } from './series.ts';
import { layered, type ChartLayer } from './theme.ts';

interface LineChartOptions {
  /** What the vertical axis measures, as its title and in tooltips. */
  readonly measure: string;
  /** d3 format of values, such as '.1%'. */
  readonly format: string;
  /** Whether to draw recorded values as dots, without a trend: for few points. */
  readonly dots?: boolean;
}

const height = 260;
/** The approximate height between the axes. */
const plotHeight = 205;
const labelGap = 15;
const faint = 0.22;

/**
 * Curves by step, one per run. Recorded values are faint and their trend is strong, or dots are joined by
 * lines. Each group is labelled at the right end of its lines, and hovering highlights the nearest run.
 */
export function lineChart(series: readonly Series[], options: LineChartOptions): TopLevelSpec {
  const { measure, format, dots = false } = options;
  const [low, high] = extent(series, dots);
  const x = {
    field: 'step',
    type: 'quantitative',
    title: 'Step',
    axis: { format: ',d', tickMinStep: 1 },
  } as const;
  const y = linearChannel(measure, [low, high], { format });
  const marks = markByLabel(
    series.map(({ run, colour }) => ({ label: run, colour })),
    { field: 'run' },
  );
  const encoding = { x, y: y(dots ? 'value' : 'smooth'), color: marks.color } as const;
  const recorded: ChartLayer = {
    mark: { type: 'line', strokeWidth: 1, opacity: faint },
    encoding: { ...encoding, y: y('value'), opacity: fadedTo(faint / 5, faint) },
  };
  const main: ChartLayer = {
    mark: {
      ...stroke,
      ...(dots ? { point: { size: 45 } } : {}),
    },
    encoding: { ...encoding, ...(dots && marks), opacity: fadedTo(0.15, 0.9) },
  };
  const hover = hovering('run', encoding, [
    { field: 'run', title: 'Run' },
    { field: 'step', title: 'Step', format: ',' },
    { field: 'value', title: measure, format },
    ...(dots ? [] : [{ field: 'smooth', title: 'Trend', format }]),
  ]);
  const names = endLabels(series, dots, (high - low) / plotHeight).map(
    ({ label, colour, step, at }): ChartLayer => ({
      data: { values: [{ step, at }] },
      mark: { type: 'text', align: 'left', dx: 8, text: label, fill: colour, fontWeight: 600 },
      encoding: { x, y: y('at') },
    }),
  );
  const values = series.flatMap(({ run, points }) =>
    points.map(({ step, value, smooth }) => ({
      run,
      step,
      value: fine(value),
      ...(dots ? {} : { smooth: fine(smooth) }),
    })),
  );
  return layered(values, [...(dots ? [] : [recorded]), main, hover, ...names], {
    height,
    named: 18,
  });
}

/** The positions of the groups' labels: at the last step, each at the mean of its last values, spread apart. */
function endLabels(series: readonly Series[], dots: boolean, unitsPerPixel: number) {
  const ends = series.flatMap(({ label, colour, points }) =>
    points
      .slice(-1)
      .map((point) => ({ label, colour, step: point.step, at: dots ? point.value : point.smooth })),
  );
  const step = Math.max(...ends.map((end) => end.step));
  const groups = [...new Set(ends.map(({ label }) => label))].map((label) => {
    const members = ends.filter((end) => end.label === label);
    return { label, colour: members[0]?.colour ?? '', step, at: mean(members.map(({ at }) => at)) };
  });
  const positions = spread(
    groups.map(({ at }) => at),
    labelGap * unitsPerPixel,
  );
  return groups.map((group, index) => ({ ...group, at: fine(positions[index] ?? group.at) }));
}

/** The range of the drawn values, with a margin. The trend decides it, so that a single spike cannot. */
function extent(series: readonly Series[], dots: boolean): [number, number] {
  const points = series.flatMap((one) => one.points);
  const trend = points.map(({ value, smooth }) => (dots ? value : smooth));
  const all = [...points.map(({ value }) => value), ...trend];
  const [least, most] = [Math.min(...trend), Math.max(...trend)];
  const range = most - least || Math.abs(most) || 1;
  const low = Math.max(Math.min(...all), least - range / 2);
  const high = Math.min(Math.max(...all), most + range / 2);
  return [fine(low - range / 20), fine(high + range / 20)];
}
