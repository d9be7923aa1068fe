import {
  capital,
  column,
  format,
  methodColour,
  methodTitle,
  numbers,
  powerLawChart,
  powerLawDomain,
  table,
  type Chart,
  type PowerLawSeries,
  type Table,
} from '@singlora/reporting';
import { familyTitle } from '@singlora/records';
import { isAtEdge } from '@singlora/scaling/verdicts';
import { exponentText, mean } from '@singlora/statistics';
import { follows } from '../../report/claim.ts';
import type { CheckView } from '../../report/view.ts';
import { slopeText, spanText } from '../../report/words.ts';
import { encoderPlan } from '../presets.ts';
import { transferSubjects, type TransferRun } from './subject.ts';

/** The alternative exponents of the best rate: no growth, the paper's, one power of the width. */
const rivals = [0, -1 / 2, -1];

/** Whether the derived exponent predicts the best rate, by the plan's rules. */
export function rateVerdictOf({ config, result }: TransferRun) {
  const { exponent, predictedExponent: derived, optimum, losses } = result;
  const { widths, seeds } = config;
  // A seed has no best rate if it diverged at all rates.
  const isWhole = losses.every((rates) =>
    seeds.every((_, i) => rates.some((at) => at[i] !== null)),
  );
  if (!exponent || derived === null || !isWhole) return 'undecided';
  if (isAtEdge(optimum, widths.length * seeds.length)) return 'undecided';
  const isDerived = follows(exponent, derived, rivals);
  return isDerived === undefined ? 'undecided' : isDerived ? 'predicted' : 'not predicted';
}

const { families, methods, optimisers, ...same } = encoderPlan;

/** Whether a run is one of the plan's. */
function isPlanned({ config }: TransferRun): boolean {
  const isSame = (name: keyof typeof same) =>
    JSON.stringify(config[name]) === JSON.stringify(same[name]);
  return (
    (Object.keys(same) as (keyof typeof same)[]).every(isSame) &&
    families.includes(config.family) &&
    methods.includes(config.method) &&
    optimisers.includes(config.optimiser)
  );
}

/** The plan's answer; undefined until all planned runs are there. */
export function encoderTable(runs: readonly TransferRun[]): Table | undefined {
  const own = runs.filter(isPlanned);
  if (own.length < families.length * methods.length * optimisers.length) return undefined;
  return table('The exponent of the best rate, by the plan’s rules.', own, [
    column('Method', ({ config }) => methodTitle(config.method)),
    column('Model', ({ config }) => capital(familyTitle(config.family))),
    numbers('Slope', ({ result }) => slopeText(result.exponent)),
    numbers('Derived', ({ result }) => exponentText(result.predictedExponent ?? NaN)),
    column('Verdict', rateVerdictOf),
  ]);
}

/** The best rate against the width, one panel per readout: the fitted exponent with the derived one. */
function charts(runs: readonly TransferRun[]): Chart[] {
  const subjects = transferSubjects(runs).map((subject) => ({
    ...subject,
    series: subject.runs.map(seriesOf),
  }));
  const domain = powerLawDomain(subjects.flatMap(({ series }) => series));
  return subjects.map(({ title, runs: own, series }, index) => {
    const slopes = own.map(
      ({ config, result }) => `${methodTitle(config.method)} ${slopeText(result.exponent)}`,
    );
    const derived = exponentText(own[0]?.result.predictedExponent ?? NaN);
    return {
      id: `transfer-encoder-${index + 1}`,
      title,
      caption: `Points: mean over seeds of each one’s best rate, with its 95% interval. Line: the fitted exponent, shaded by its interval. Dashed: the derived one, ${derived}. Slopes: ${format.listing(slopes)}. ${own[0] ? spanText(own[0].config) : ''}.`,
      description: `${title}: ${slopes.join(', ')}, derived ${derived}`,
      spec: powerLawChart(series, {
        x: 'Width n',
        y: 'Best learning rate',
        series: 'Method',
        domain,
      }),
    };
  });
}

function seriesOf({ config, result }: TransferRun): PowerLawSeries {
  const { optimum, exponent, predictedExponent } = result;
  const points = optimum.map(({ width, rate, low, high }) => ({ x: width, y: rate, low, high }));
  const middle = (of: (point: (typeof points)[number]) => number) =>
    mean(points.map((point) => Math.log(of(point))));
  const series = {
    label: methodTitle(config.method),
    colour: methodColour(config.method, []),
    points,
    beyond: [],
  };
  if (!exponent) return series;
  const { slope, low, high } = exponent;
  return {
    ...series,
    fit: {
      exponent: slope,
      factor: Math.exp(middle(({ y }) => y) - slope * middle(({ x }) => x)),
      interval: [low, high],
      from: Math.min(...config.widths),
      to: Math.max(...config.widths),
      expected: predictedExponent ?? undefined,
    },
  };
}

/** The parts of the plan's own section: see plan.md. */
export const encoderParts = {
  id: 'transfer-encoder',
  presets: ['encoder'],
  place: 3.5,
  short: 'Theory and practice',
  claims: [],
  lead: (runs) => [encoderTable(runs), charts(runs)],
} satisfies Partial<CheckView<TransferRun>>;
