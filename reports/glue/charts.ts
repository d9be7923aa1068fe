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
import { comparisonsOf, nameOf } from './comparison.ts';
import type { ScoredRun, Setting, Variant } from './setting.ts';

/** Points drawn in one chart, shared by its runs: what keeps the page small. */
const pointBudget = 1800;

const inPercent = (share: number) => 100 * share;

/** The charts of a setting's result; `id` makes theirs unique in the page. */
export function resultCharts(setting: Setting, id: string): Chart[] {
  const difference = differenceChart(setting, id);
  return [accuracyChart(setting, id), ...(difference ? [difference] : [])];
}

/** The charts of how a setting's runs got there. */
export function curveCharts(setting: Setting, id: string): Chart[] {
  return [lossChart(setting, id), accuracyCurves(setting, id)].flatMap((chart) => chart ?? []);
}

function accuracyChart({ variants, evalRows, majority }: Setting, id: string): Chart {
  const methods = variants.map(({ method }) => method);
  const rows = variants.map((variant) => {
    const { label, method, accuracy, runs } = variant;
    return {
      label,
      colour: methodColour(method, methods),
      estimate: { mean: inPercent(accuracy.mean), interval: intervalOf(variant) },
      values:
        runs.length > 1
          ? runs.map((run) => ({ name: `seed ${run.seed}`, value: inPercent(run.accuracy) }))
          : [],
    };
  });
  const single = variants.every(({ runs }) => runs.length === 1);
  const floor =
    majority === undefined
      ? ''
      : ` Always giving the most frequent answer scores ${format.percent(majority)}.`;
  return {
    id: `${id}-accuracy`,
    title: 'Accuracy by method',
    caption: `${single ? `Dot and bar: accuracy with its 95% interval over the ${format.count(evalRows)} dev rows.` : 'Filled: mean, with its 95% interval over seeds. Open: single seeds.'}${floor}`,
    description: variants
      .map(({ label, accuracy }) => `${label} ${format.percent(accuracy.mean)}`)
      .join(', '),
    spec: intervalChart(rows, { measure: 'Accuracy (%)', format: '.1f' }),
  };
}

function intervalOf({ accuracy, standardError }: Variant): [number, number] {
  const [low, high] = accuracy.interval ?? [
    accuracy.mean - 1.96 * standardError,
    accuracy.mean + 1.96 * standardError,
  ];
  return [inPercent(low), inPercent(high)];
}

function differenceChart(setting: Setting, id: string): Chart | undefined {
  const comparisons = comparisonsOf(setting).filter(({ pairs }) => pairs.length > 1);
  if (comparisons.length === 0) return undefined;
  const methods = setting.variants.map(({ method }) => method);
  const rows = comparisons.map((comparison) => {
    const { mean, interval } = comparison.difference;
    return {
      label: nameOf(comparison),
      colour: methodColour(comparison.variant.method, methods),
      estimate: {
        mean: inPercent(mean),
        ...(interval
          ? { interval: [inPercent(interval[0]), inPercent(interval[1])] as const }
          : {}),
      },
      values: comparison.pairs.map(({ seed, difference }) => ({
        name: `seed ${seed}`,
        value: inPercent(difference),
      })),
    };
  });
  return {
    id: `${id}-difference`,
    title: 'Paired difference',
    caption: 'The same seed with both methods; an interval that crosses zero tells nothing apart.',
    description: comparisons
      .map((one) => `${nameOf(one)}: ${format.signedPoints(one.difference.mean)} points`)
      .join(', '),
    spec: intervalChart(rows, { measure: 'Percentage points', format: '+.1f', reference: 0 }),
  };
}

function lossChart(setting: Setting, id: string): Chart | undefined {
  const longest = Math.max(0, ...setting.runs.map((run) => pointsOf(run, 'train/loss').length));
  const span = Math.max(1, Math.round(longest / 12));
  const series = seriesOf(setting, 'train/loss', span);
  if (series.length === 0) return undefined;
  const window = windowOf(longest, limitOf(setting));
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

/** Only where accuracy was measured more than once in a run: a single point is no curve. */
function accuracyCurves(setting: Setting, id: string): Chart | undefined {
  const series = seriesOf(setting, 'eval/accuracy', 1).filter(({ points }) => points.length > 1);
  if (series.length === 0) return undefined;
  return {
    id: `${id}-accuracy-curve`,
    title: 'Dev accuracy during training',
    caption: 'One line per run, measured on the dev rows.',
    description: `Dev accuracy by step for ${format.plural(series.length, 'run')}`,
    spec: lineChart(series, { measure: 'Accuracy', format: '.1%', dots: true }),
  };
}

function seriesOf(setting: Setting, key: string, span: number): Series[] {
  const { variants } = setting;
  const limit = limitOf(setting);
  const methods = variants.map(({ method }) => method);
  return variants.flatMap(({ label, method, runs }) =>
    runs
      .map((run) => ({
        run: `${label}, seed ${run.seed}`,
        label,
        colour: methodColour(method, methods),
        points: curve(pointsOf(run, key), span, limit),
      }))
      .filter(({ points }) => points.length > 0),
  );
}

const limitOf = ({ runs }: Setting) =>
  Math.max(40, Math.min(200, Math.floor(pointBudget / runs.length)));

const pointsOf = ({ metrics }: ScoredRun, key: string) =>
  metrics.filter((metric) => metric.key === key);
