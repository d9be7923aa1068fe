import {
  axisTitle,
  type GlueRun,
  type GlueSetting,
  type GlueVariant,
  scoreText,
} from '@singlora/comparison';
import { stepMetrics } from '@singlora/records';
import {
  type Chart,
  curve,
  format,
  intervalChart,
  lineChart,
  methodColour,
  type CurvePointAt,
  type Series,
  windowOf,
} from '@singlora/reporting';

/** How many points one chart draws, shared by its runs; keeps the page small. */
const pointBudget = 480;
/** With more seeds than these, single seeds are not drawn. */
const seedsDrawn = 60;
/** The maximum number of runs whose curves one chart draws. */
const runsDrawn = 60;
/** Fewer steps than these make no curve. */
const fewestSteps = 20;

const inPoints = (value: number) => 100 * value;

/** Every variant's score; `id` is unique in the page. */
export function scoreChart(
  { variants, evalRows, baseline, metric }: GlueSetting,
  id: string,
): Chart {
  const methods = variants.map(({ method }) => method);
  const rows = variants.map((variant) => {
    const { label, method, score, runs } = variant;
    return {
      label,
      colour: methodColour(method, methods),
      estimate: { mean: inPoints(score.mean), interval: intervalOf(variant) },
      values:
        runs.length > 1 && runs.length <= seedsDrawn
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
    caption: `${single ? `Dot and bar: the score with its 95% interval over the ${format.count(evalRows)} scored rows.` : 'Filled: mean, with its 95% interval over seeds. Open: single seeds.'}${floor}`,
    description: variants
      .map(({ label, score }) => `${label} ${scoreText(metric, score.mean)}`)
      .join(', '),
    spec: intervalChart(rows, { measure: axisTitle(metric), format: '.1f' }),
  };
}

/** The interval of a score, in points. A single diverged seed has no error, so its interval has no width. */
function intervalOf({ score, standardError }: GlueVariant): [number, number] {
  const half = Number.isFinite(standardError) ? 1.96 * standardError : 0;
  const [low, high] = score.interval ?? [score.mean - half, score.mean + half];
  return [inPoints(low), inPoints(high)];
}

/** A chart of the training loss, one line per run; undefined where the runs are too short for a curve. */
export async function lossChart(
  { variants, runs: all }: GlueSetting,
  id: string,
): Promise<Chart | undefined> {
  const runs = drawnOf(variants);
  const losses = new Map<GlueRun, readonly CurvePointAt[]>();
  for (const run of runs) losses.set(run, await run.metric(run.record.id, stepMetrics.loss));
  const longest = Math.max(0, ...[...losses.values()].map(({ length }) => length));
  if (longest < fewestSteps) return undefined;
  const span = Math.max(1, Math.round(longest / 12));
  const limit = Math.max(24, Math.min(120, Math.floor(pointBudget / runs.length)));
  const methods = variants.map(({ method }) => method);
  const series = variants.flatMap(({ label, method, runs: own }) =>
    own
      .filter((run) => losses.has(run))
      .map((run): Series => ({
        run: `${label}, seed ${run.seed}`,
        label,
        colour: methodColour(method, methods),
        points: curve(losses.get(run) ?? [], span, limit),
      }))
      .filter(({ points }) => points.length > 0),
  );
  const some =
    runs.length < all.length
      ? ` ${format.count(runs.length)} of ${format.plural(all.length, 'run')} are drawn, the first seeds of each variant.`
      : '';
  const window = windowOf(longest, limit);
  const faint = window === 1 ? 'every step' : `means of ${window} steps`;
  return {
    id: `${id}-loss`,
    title: 'Training loss',
    caption:
      span === 1
        ? `One line per run.${some}`
        : `One line per run.${some} Faint: ${faint}; strong: moving average over about ${format.plural(span, 'step')}.`,
    description: `Training loss by step for ${format.plural(series.length, 'run')}`,
    spec: lineChart(series, { measure: 'Training loss', format: '.3~f', dots: span === 1 }),
  };
}

/** The first seeds of each variant, equally many for each. */
function drawnOf(variants: readonly GlueVariant[]): readonly GlueRun[] {
  const all = variants.flatMap(({ runs }) => runs);
  if (all.length <= runsDrawn) return all;
  const each = Math.max(1, Math.floor(runsDrawn / variants.length));
  return variants.flatMap(({ runs }) => runs.slice(0, each)).slice(0, runsDrawn);
}
