import {
  curve,
  format,
  intervalChart,
  lineChart,
  windowOf,
  type Chart,
  type Series,
} from '@singlora/reporting';
import { methodColour } from '../methods.ts';
import { nameOf } from './comparison.ts';
import type { Judged } from './judged.ts';
import { axisTitle, scoreText } from './metric.ts';
import type { Setting, Variant } from './setting.ts';

/** Points drawn in one chart, shared by its runs: what keeps the page small. */
const pointBudget = 480;
/** Fewer steps than these are no curve. */
const fewestSteps = 20;

const inPoints = (value: number) => 100 * value;

/** The charts of a setting's result; `id` makes theirs unique in the page. */
export function resultCharts(setting: Setting, judged: readonly Judged[], id: string): Chart[] {
  const difference = differenceChart(judged, id);
  return [scoreChart(setting, id), ...(difference ? [difference] : [])];
}

function scoreChart({ variants, evalRows, baseline, metric }: Setting, id: string): Chart {
  const methods = variants.map(({ method }) => method);
  const rows = variants.map((variant) => {
    const { label, method, score, runs } = variant;
    return {
      label,
      colour: methodColour(method, methods),
      estimate: { mean: inPoints(score.mean), interval: intervalOf(variant) },
      values:
        runs.length > 1
          ? runs.map((run) => ({ name: `seed ${run.seed}`, value: inPoints(run.score) }))
          : [],
    };
  });
  const single = variants.every(({ runs }) => runs.length === 1);
  const floor =
    baseline === undefined
      ? ''
      : ` Always giving the most frequent answer scores ${scoreText(metric, baseline)}.`;
  return {
    id: `${id}-score`,
    title: `${metric.title} by method`,
    caption: `${single ? `Dot and bar: the score with its 95% interval over the ${format.count(evalRows)} dev rows.` : 'Filled: mean, with its 95% interval over seeds. Open: single seeds.'}${floor}`,
    description: variants
      .map(({ label, score }) => `${label} ${scoreText(metric, score.mean)}`)
      .join(', '),
    spec: intervalChart(rows, { measure: axisTitle(metric), format: '.1f' }),
  };
}

function intervalOf({ score, standardError }: Variant): [number, number] {
  const [low, high] = score.interval ?? [
    score.mean - 1.96 * standardError,
    score.mean + 1.96 * standardError,
  ];
  return [inPoints(low), inPoints(high)];
}

function differenceChart(judged: readonly Judged[], id: string): Chart | undefined {
  const [first] = judged;
  if (!first) return undefined;
  return {
    id: `${id}-difference`,
    title: 'Differences',
    caption:
      'With 95% intervals, not corrected for their number; an interval that crosses zero tells nothing apart.',
    description: descriptionOf(judged, nameOf),
    spec: intervalChart(
      differenceRows(
        judged,
        nameOf,
        first.setting.variants.map(({ method }) => method),
      ),
      { measure: 'Points', format: '+.1f', reference: 0 },
    ),
  };
}

/** Differences of several tasks or methods as rows of an interval chart, each named by `label`. */
export function differenceRows(
  judged: readonly Judged[],
  label: (one: Judged) => string,
  methods: readonly string[],
) {
  return judged.map((one) => ({
    label: label(one),
    colour: methodColour(one.variant.method, methods),
    estimate: {
      mean: inPoints(one.difference),
      ...(one.interval
        ? { interval: [inPoints(one.interval[0]), inPoints(one.interval[1])] as const }
        : {}),
    },
    values:
      one.pairs.length > 1
        ? one.pairs.map(({ seed, difference }) => ({
            name: `seed ${seed}`,
            value: inPoints(difference),
          }))
        : [],
  }));
}

export const descriptionOf = (judged: readonly Judged[], label: (one: Judged) => string) =>
  judged.map((one) => `${label(one)}: ${format.signedPoints(one.difference)} points`).join(', ');

/** How the training loss fell, a line a run; undefined where the runs are too short to say something. */
export function lossChart({ variants, runs }: Setting, id: string): Chart | undefined {
  const pointsOf = (run: Setting['runs'][number]) =>
    run.curves.filter(({ key }) => key === 'train/loss');
  const longest = Math.max(0, ...runs.map((run) => pointsOf(run).length));
  if (longest < fewestSteps) return undefined;
  const span = Math.max(1, Math.round(longest / 12));
  const limit = Math.max(24, Math.min(120, Math.floor(pointBudget / runs.length)));
  const methods = variants.map(({ method }) => method);
  const series = variants.flatMap(({ label, method, runs: own }) =>
    own
      .map((run): Series => ({
        run: `${label}, seed ${run.seed}`,
        label,
        colour: methodColour(method, methods),
        points: curve(pointsOf(run), span, limit),
      }))
      .filter(({ points }) => points.length > 0),
  );
  const window = windowOf(longest, limit);
  const faint = window === 1 ? 'every step' : `means of ${window} steps`;
  return {
    id: `${id}-loss`,
    title: 'Training loss',
    caption:
      span === 1
        ? 'One line per run.'
        : `One line per run. Faint: ${faint}; strong: moving average over about ${format.plural(span, 'step')}.`,
    description: `Training loss by step for ${format.plural(series.length, 'run')}`,
    spec: lineChart(series, { measure: 'Training loss', format: '.3~f', dots: span === 1 }),
  };
}
