import {
  agreementChart,
  column,
  distinctBy,
  format,
  numbers,
  table,
  type Chart,
  type Table,
} from '@singlora/reporting';
import {
  countAgreement,
  exponentText,
  tolerance,
  type AgreementCount,
  type PredictedExponent,
} from '@singlora/statistics';
import { atAllSteps, atFirstStep } from '@singlora/scaling/verdicts';
import type { SweepCell } from '../record.ts';
import { sweptStartText, type SweepSubject, type SweepRun } from './subject.ts';

/** Whether Δf is predicted to stay bounded over the measured steps. */
export const isBounded = ({ predictedVerdict }: SweepCell) => predictedVerdict !== 'exploding';

/**
 * Distinct measurements. At the first step, another c only rescales one c's result, Adam and sign descent take the same step, and
 * a method may coincide with another. The same random draws then give slopes equally far from their predictions, to three digits.
 */
export const distinct = (all: readonly PredictedExponent[]): PredictedExponent[] =>
  distinctBy(all, ({ fit, predicted }) =>
    [fit.slope, fit.low, fit.high].map((value) => (value - predicted).toFixed(3)),
  );

/** How many exponents are as predicted, and how many would not be were the predictions off. */
export function agreementTable(runs: readonly SweepRun[]): Table {
  const cells = runs.flatMap(({ result }) => result.cells);
  const all = (isOwn: (cell: SweepCell) => boolean) => cells.filter(isOwn).flatMap(atAllSteps);
  const rows = [
    { where: 'First step', count: counted(cells.flatMap(atFirstStep)) },
    { where: 'Largest of all steps, bounded rates', count: counted(all(isBounded)) },
    { where: 'Largest of all steps, above', count: counted(all((cell) => !isBounded(cell))) },
  ];
  return table(
    `Exponents of Δf, as predicted within ±${tolerance}, not so, or undecided, where the interval covers the prediction and others as well.`,
    rows,
    [
      column('Of', ({ where }) => where),
      numbers('Distinct', ({ count }) => format.count(totalOf(count))),
      numbers('As predicted', ({ count }) => format.count(count.agrees)),
      numbers('Not', ({ count }) => format.count(count.differs)),
      numbers('Undecided', ({ count }) => format.count(count.undecided)),
      ...(rows[0]?.count.power ?? []).map(({ shift }, at) =>
        numbers<(typeof rows)[number]>(
          ['Not', `were predictions off by ${format.setting(shift)}`],
          ({ count }) => format.count(Math.round(count.power[at]?.differing ?? 0)),
        ),
      ),
    ],
  );
}

const counted = (all: readonly PredictedExponent[]) => countAgreement(distinct(all));

const totalOf = ({ agrees, differs, undecided }: AgreementCount) => agrees + differs + undecided;

/** "280 exponents 200 as predicted, 2 not, 78 undecided". */
const countText = (count: AgreementCount) =>
  `${format.plural(totalOf(count), 'distinct exponent')} ${format.count(count.agrees)} as predicted, ${format.count(count.differs)} not, ${format.count(count.undecided)} undecided`;

/** Every slope of a subject at the first step. */
export function agreementChartOf({ id, title, runs }: SweepSubject): Chart | undefined {
  const points = runs.flatMap(({ config, result }) =>
    result.cells.flatMap(({ rateExponent, first }) => {
      if (!first) return [];
      const { slope, low, high } = first.slope;
      const label = `${sweptStartText(config)}, c = ${exponentText(rateExponent)}`;
      const agrees = first.agreement !== 'differs';
      return [{ label, predicted: first.expected, measured: slope, low, high, agrees }];
    }),
  );
  if (points.length === 0) return undefined;
  const count = counted(runs.flatMap(({ result }) => result.cells.flatMap(atFirstStep)));
  return {
    id: `${id}-agreement`,
    title,
    caption: `Slopes of Δf at the first step, with their intervals: of ${countText(count)} (crosses: not).`,
    description: countText(count),
    spec: agreementChart(points, {
      x: 'Predicted slope',
      y: 'Measured slope',
      format: '.2~f',
      tolerance,
    }),
  };
}
