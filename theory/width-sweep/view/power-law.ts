import {
  format,
  powerLawChart,
  powerLawDomain,
  type Chart,
  type FittedLaw,
} from '@singlora/reporting';
import { exponentText, mean } from '@singlora/statistics';
import { seedsPoint } from '../../report/points.ts';
import { slopeText } from '../../report/words.ts';
import type { MeasuredPoint, QuantityStep, SweepCell } from '../record.ts';
import type { SweepRun } from './subject.ts';

export interface ShownCase {
  readonly title: string;
  readonly name: string;
  readonly run: SweepRun;
  readonly cell: SweepCell;
}

/** The first, the second and the last step. */
const colours = ['var(--c6)', 'var(--c1)', 'var(--c2)'];

/** Larger changes only show an explosion, and would flatten everything else. */
const most = 1000;

/** Δf against the width, one panel per case and one line per step, on axes that the panels share. */
export function powerLawCharts(cases: readonly ShownCase[]): Chart[] {
  const all = cases.map(({ run, cell }) => seriesOf(run, cell));
  const domain = powerLawDomain(all.flat());
  return cases.map(({ title, name, run, cell }, index) => ({
    id: `picture-${index + 1}`,
    title,
    caption: `${name}. The largest Δf of ${format.plural(run.config.steps, 'step')} over ${format.plural(run.config.seeds.length, 'seed')}: ${resultOf(cell)}.`,
    description: `${title}: ${resultOf(cell)}`,
    spec: powerLawChart(all[index] ?? [], { x: 'Width n', y: 'Δf', series: 'Step', domain }),
  }));
}

/** "stable, slope −0.02 (−0.05 to 0.02), predicted 0"; an exponent beyond 10 only shows an explosion. */
function resultOf({ verdict, slope, predicted, predictedVerdict }: SweepCell): string {
  const expected =
    predicted === null || predicted > 10 ? predictedVerdict : exponentText(predicted);
  const measured = slope ? `${verdict}, slope ${slopeText(slope)}` : verdict;
  return `${measured}, predicted ${expected}`;
}

function seriesOf({ config }: SweepRun, { points: measured, quantities }: SweepCell) {
  const steps = [...new Set([1, 2, config.steps])].filter((step) => step <= config.steps);
  return steps.map((step, index) => {
    const own = (measured['deltaF'] ?? []).filter((point) => point.step === step);
    const points = own.flatMap(pointOf);
    const isDrawn = ({ width }: MeasuredPoint) => points.some(({ x }) => x === width);
    const fit = quantities['deltaF']?.find((one) => one.step === step);
    return {
      label: `step ${format.count(step)}`,
      colour: colours[index] ?? 'var(--ink)',
      points,
      beyond: own.filter((point) => !isDrawn(point)).map(({ width }) => width),
      fit: fit && lawOf(fit, own),
    };
  });
}

/** Undefined where a seed left the axis. */
const pointOf = ({ width, values }: MeasuredPoint) => seedsPoint(width, values, { most });

/** The line of the recorded slope through its fitted points: it passes through their mean in logarithms. */
function lawOf(fit: QuantityStep, points: readonly MeasuredPoint[]): FittedLaw | undefined {
  const { slope, low = slope, high = slope, widths = 0, predicted } = fit;
  if (slope === undefined || low === undefined || high === undefined) return undefined;
  const fitted = [...points].sort((a, b) => a.width - b.width).slice(-widths);
  const logs = fitted.map(({ values }) => mean(values.map((value) => Math.log(value ?? NaN))));
  const middle = mean(fitted.map(({ width }) => Math.log(width)));
  return {
    exponent: slope,
    factor: Math.exp(mean(logs) - slope * middle),
    interval: [low, high],
    from: fitted[0]?.width ?? 1,
    to: fitted.at(-1)?.width ?? 1,
    expected: predicted ?? undefined,
  };
}
