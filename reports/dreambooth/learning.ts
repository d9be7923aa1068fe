import { type DreamBoothRun, type DreamBoothSetting, promptScore } from '@singlora/comparison';
import {
  dreamBoothScores,
  stepMetrics,
  validationMetric,
  type DreamBoothScoreName,
} from '@singlora/records';
import { type Chart, curve, format, lineChart, type Point, type Series } from '@singlora/reporting';
import { mean } from '@singlora/statistics';
import { colourOf } from './colours.ts';

/** The maximum number of runs whose metrics a chart reads. */
const runsRead = 240;
/** Points of one line. */
const pointsDrawn = 60;
/** Fewer steps than these make no curve. */
const fewestSteps = 20;

/** Charts of scores and loss during training, one line per method; `id` is unique in the page. */
export async function learningCharts(setting: DreamBoothSetting, id: string): Promise<Chart[]> {
  const scores = (['fidelity', promptScore(setting), 'prior'] as const).flatMap(
    (score) => score ?? [],
  );
  const charts = await Promise.all([
    ...scores.map((score) => scoreChart(setting, score, id)),
    lossChart(setting, id),
  ]);
  return charts.flatMap((chart) => chart ?? []);
}

async function scoreChart(
  setting: DreamBoothSetting,
  score: DreamBoothScoreName,
  id: string,
): Promise<Chart | undefined> {
  const { title, better } = dreamBoothScores[score];
  const series = await seriesOf(setting, validationMetric(score), (points) =>
    points.map((point) => ({ ...point, smooth: point.value })),
  );
  if (!series.some(({ points }) => points.length > 1)) return undefined;
  return {
    id: `${id}-steps-${score}`,
    title: `${title} while training`,
    caption: `Means over subjects and seeds; ${better === 'less' ? 'less' : 'more'} is better.`,
    description: describe(series),
    spec: lineChart(series, { measure: title, format: '.2f', dots: true }),
  };
}

async function lossChart(setting: DreamBoothSetting, id: string): Promise<Chart | undefined> {
  const series = await seriesOf(setting, stepMetrics.loss, (points) =>
    points.length < fewestSteps ? [] : curve(points, Math.round(points.length / 12), pointsDrawn),
  );
  if (series.length === 0) return undefined;
  return {
    id: `${id}-steps-loss`,
    title: 'Training loss',
    caption: 'Means over subjects and seeds. Faint: as recorded; strong: moving average.',
    description: describe(series),
    spec: lineChart(series, { measure: 'Training loss', format: '.3~f' }),
  };
}

const describe = (series: readonly Series[]) =>
  series
    .map(({ label, points }) => `${label} ends at ${format.fixed(points.at(-1)?.value, 3)}`)
    .join(', ');

/** A line for each variant that was trained. */
async function seriesOf(
  { variants }: DreamBoothSetting,
  key: string,
  drawn: (points: readonly Point[]) => Series['points'],
): Promise<Series[]> {
  const trained = variants.filter(({ config, runs }) => config.training && runs.length > 0);
  const each = Math.max(1, Math.floor(runsRead / Math.max(1, trained.length)));
  const series: Series[] = [];
  for (const { label, method, runs } of trained) {
    const points = drawn(await meanCurve(runs.slice(0, each), key));
    if (points.length > 0) series.push({ run: label, label, colour: colourOf({ method }), points });
  }
  return series;
}

/** The mean over runs at each step that all of them recorded. */
async function meanCurve(runs: readonly DreamBoothRun[], key: string): Promise<Point[]> {
  const values = new Map<number, number[]>();
  for (const run of runs)
    for (const { step, value } of await run.metric(run.record.id, key)) {
      const own = values.get(step);
      if (own) own.push(value);
      else values.set(step, [value]);
    }
  return [...values]
    .filter(([, own]) => own.length === runs.length)
    .sort(([a], [b]) => a - b)
    .map(([step, own]) => ({ step, value: mean(own) }));
}
