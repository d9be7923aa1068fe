import { format, groupBy, methodOrder, omit, sortedBy } from '@singlora/reporting';
import { familyOrder, optimiserOrder } from '@singlora/records';
import { exponentText, powerText } from '@singlora/statistics';
import type { record, SweepCell, SweepConfig } from '../record.ts';
import type { CheckRun } from '../../report/view.ts';
import { methodText, spanText, trainingTitle } from '../../report/words.ts';

export type SweepRun = CheckRun<typeof record>;

/** Runs that differ only in method, start and ratio of rates: the subject of one table and its diagrams. */
export type SweepSubject = ReturnType<typeof sweepSubjects>[number];

/**
 * The subjects, first those of the first family without a ramp; the methods of each in their usual order, each sorted by the
 * exponent of its start.
 */
export function sweepSubjects(runs: readonly SweepRun[]) {
  const sorted = sortedBy(runs, ({ config }) => placeOf(config));
  const groups = groupBy(sorted, ({ config }) => omit(config, own));
  return groups.map((group, index) => {
    const { config } = group[0] as SweepRun;
    const ramped = config.ramp > 0 ? `, ramp over ${config.ramp} steps` : '';
    /** "The paper's linear toy, Adam, ramp over 3 steps" */
    const title = `${trainingTitle(config)}${ramped}`;
    return { id: `sweep-${index + 1}`, title, config, runs: group };
  });
}

/** The settings in which the runs of a subject may differ; derived rates differ by method. */
const own = [
  ...['method', 'declared', 'initExponent', 'start', 'growthExponent', 'alphaExponent'],
  'rateExponents',
];

/** The order of runs, the most important aspect first. */
const placeOf = ({ family, optimiser, method, ramp, ...from }: SweepConfig) => [
  familyOrder(family),
  ramp,
  optimiserOrder(optimiser),
  methodOrder(method),
  Number(!isUsual(from)),
  Number(from.start !== 'own'),
  from.growthExponent ?? -Infinity,
  from.initExponent ?? -Infinity,
];

type Start = Pick<SweepConfig, 'initExponent' | 'start' | 'growthExponent' | 'alphaExponent'>;

/** Whether a run has the method's usual start with entries of order n^−1/2, its own ratio of rates and a constant alpha. */
export const isUsual = ({ initExponent, start, growthExponent, alphaExponent }: Start): boolean =>
  (initExponent ?? -0.5) === -0.5 &&
  start === 'own' &&
  growthExponent === null &&
  alphaExponent === 0;

/** "SingLoRA from n^−1/2", or only the method's name for its own start. */
export function sweptStartText(config: SweepConfig): string {
  const isOwn = config.initExponent === null && isUsual(config);
  return isOwn ? methodText(config) : `${methodText(config)} from ${fromText(config)}`;
}

const starts: Readonly<Record<SweepConfig['start'], (entries: string) => string>> = {
  own: (entries) => entries,
  swapped: (entries) => `${entries}, the other factor 0`,
  ones: (entries) => `${entries}, scalars 1`,
  principal: () => 'the weight’s largest singular directions',
  qr: () => 'the weight’s QR decomposition',
};

/** "n^−1/2", "n^−1/2, the other factor 0", "n^−1/2, rates n^2 apart": a run's start, and the ratio of its rates. */
export function fromText({ initExponent, start, growthExponent, alphaExponent }: Start): string {
  const rates = growthExponent === null ? '' : `, rates ${powerText(growthExponent)} apart`;
  const alpha = alphaExponent === 0 ? '' : `, α ∝ ${powerText(alphaExponent)}`;
  return `${starts[start](powerText(initExponent ?? -0.5))}${rates}${alpha}`;
}

/** The number of widths of a cell's fit. */
type FitOf = (cell: SweepCell) => { readonly widths?: number | undefined } | null | undefined;

/** "the 4 widest of 7 widths from 64 to 4,096, 5 seeds": the data of the fits, by default of Δf; where runs differ, alternatives. */
export const fittedText = (
  runs: readonly SweepRun[],
  fitOf: FitOf = ({ slope }) => slope,
): string => [...new Set(runs.map((run) => ownFittedText(run, fitOf)))].join(' or ');

/** The same of a quantity at the last step, which is fitted to the wider half of the widths. */
export const lastFittedText = (runs: readonly SweepRun[]): string =>
  fittedText(runs, ({ quantities }) => quantities['Qx']?.at(-1));

function ownFittedText({ config, result: { cells } }: SweepRun, fitOf: FitOf): string {
  const { widths, seeds } = config;
  const fitted = cells.flatMap((cell) => fitOf(cell)?.widths ?? [])[0] ?? widths.length;
  const widest = fitted < widths.length ? `the ${format.count(fitted)} widest of ` : '';
  return `${widest}${spanText({ widths, seeds })}`;
}

/** "the largest Δf of 10 steps, over the 4 widest of …": the basis of a verdict. */
export const basisText = (runs: readonly SweepRun[]) =>
  `the largest Δf of ${format.plural(runs[0]?.config.steps ?? 0, 'step')}, over ${fittedText(runs)}`;

/** A predicted exponent; a very large one only shows that values explode. */
export const predictedText = (predicted: number | null): string =>
  predicted === null ? 'zero' : predicted > 10 ? 'explodes' : format.fixed(predicted);

/** "−1/2, 0": the rate exponents of cells. */
export const cellRatesText = (cells: readonly SweepCell[]): string =>
  cells.map(({ rateExponent }) => exponentText(rateExponent)).join(', ');

/** The loss after the last step, relative to the frozen model's. */
export const lossText = ({ end }: SweepCell['loss']): string =>
  end === null ? 'not finite' : format.setting(Number(end.toPrecision(3)));
