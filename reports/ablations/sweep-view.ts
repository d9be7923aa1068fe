import { axisTitle, collapsed, type GlueSetting, scoreText } from '@singlora/comparison';
import {
  type CellValue,
  type Chart,
  column,
  format,
  methodColour,
  methodTitle,
  numbers,
  sweepChart,
  table,
  type Table,
} from '@singlora/reporting';
import { divergedNote } from '../glue/setting-tables.ts';
import { placesOf, type Sweep, type SweepPoint } from './sweep.ts';

/** The words for the values of a sweep. */
interface Axis {
  readonly title: string;
  readonly text: (x: number) => string;
}

/** The score against the varied setting: one line per method, with its band of one standard error. Undefined without a score. */
export function sweepFigure(
  { metric, baseline }: GlueSetting,
  sweeps: readonly Sweep[],
  {
    id,
    x,
    title,
    caption = '',
    times = 1,
    reference,
  }: Pick<Chart, 'id' | 'title' | 'caption'> & {
    readonly x: string;
    /** The factor of x on the axis. */
    readonly times?: number;
    readonly reference?: { readonly y: number; readonly label: string };
  },
): Chart | undefined {
  const methods = sweeps.map(({ method }) => method);
  const lines = sweeps.map(({ method, points }) => ({
    label: methodTitle(method),
    colour: methodColour(method, methods),
    points: points.map(({ x: at, variant }) => {
      const [y, error] = [100 * variant.score.mean, 100 * variant.standardError];
      return { x: times * at, y, low: y - error, high: y + error };
    }),
  }));
  const ys = lines.flatMap(({ points }) => points.map(({ y }) => y));
  // A logarithmic axis cannot show 0.
  if (!lines.some(({ points }) => points.some(({ x: at }) => at > 0))) return undefined;
  const level = reference ?? floorOf(baseline, ys);
  return {
    id,
    title,
    caption: `${caption} Band: ± one standard error.`.trim(),
    description: lines
      .map(
        ({ label, points }) => `${label}: ${points.map(({ y }) => format.fixed(y, 1)).join(', ')}`,
      )
      .join('; '),
    spec: sweepChart(lines, {
      x,
      y: axisTitle(metric),
      format: '.1f',
      ...(level ? { reference: level } : {}),
    }),
  };
}

/** The score of always giving the most frequent answer, if it is near enough not to flatten the lines. */
function floorOf(baseline: number | undefined, ys: readonly number[]) {
  if (baseline === undefined) return undefined;
  const [least, most] = [Math.min(...ys), Math.max(...ys)];
  const y = 100 * baseline;
  return least - y <= most - least ? { y, label: 'most frequent answer' } : undefined;
}

/** The same as a table: one row per value, one column per method. */
export function sweepTable(
  setting: GlueSetting,
  sweeps: readonly Sweep[],
  axis: Axis,
  caption: string,
): Table {
  return table(
    caption,
    placesOf(sweeps),
    [
      column(axis.title, axis.text),
      ...sweeps.map(({ method, points }) =>
        numbers<number>([methodTitle(method), `${setting.metric.title} ± s.e.`], (x) =>
          pointCell(
            setting,
            points.find((one) => one.x === x),
          ),
        ),
      ),
    ],
    { notes: [seedsNote(sweeps), divergedNote(setting)] },
  );
}

function pointCell(setting: GlueSetting, point: SweepPoint | undefined): CellValue {
  if (!point) return undefined;
  const { metric } = setting;
  const { score, standardError, diverged } = point.variant;
  const low = collapsed(point.variant, setting);
  const lost = [
    diverged.length > 0 ? `, ${format.count(diverged.length)} diverged` : '',
    low > diverged.length ? `, ${format.count(low)} at the floor` : '',
  ].join('');
  return {
    text: scoreText(metric, score.mean),
    detail: `± ${format.points(standardError)}${lost}`,
  };
}

function seedsNote(sweeps: readonly Sweep[]): string {
  const counts = sweeps.flatMap(({ points }) => points.map(({ variant }) => variant.runs.length));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (most === 1) return 'One seed each; ± is what the choice of scored rows brings.';
  return `${least === most ? format.plural(least, 'seed') : `${format.count(least)} to ${format.count(most)} seeds`} each; ± is the standard error over seeds, or with one seed what the choice of scored rows brings.`;
}
