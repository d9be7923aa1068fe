import {
  agreementChart,
  distinctBy,
  format,
  markup,
  type Chart,
  type Html,
} from '@singlora/reporting';
import {
  countAgreement,
  exponentText,
  tolerance,
  type AgreementCount,
  type Compared,
} from '@singlora/statistics';
import { atAllSteps, atFirstStep } from '@singlora/scaling/verdicts';
import type { SweepCell } from '../record.ts';
import { startText, type Subject, type SweepRun } from './subject.ts';

/** Whether Δf is predicted to stay bounded over the measured steps. */
export const isBounded = ({ predictedVerdict }: SweepCell) => predictedVerdict !== 'exploding';

/**
 * Distinct measurements. At the first step, another c only rescales one c's result, Adam and sign descent take the same step, and
 * a method may coincide with another. The same random draws then give slopes equally far from their predictions, to three digits.
 */
export const distinct = (all: readonly Compared[]): Compared[] =>
  distinctBy(all, ({ fit, predicted }) =>
    [fit.slope, fit.low, fit.high].map((value) => (value - predicted).toFixed(3)),
  );

/** The words on how many exponents agree with the prediction, the power of this, and why others do not. */
export function agreementText(runs: readonly SweepRun[]): Html {
  const cells = runs.flatMap(({ result }) => result.cells);
  const first = countAgreement(distinct(cells.flatMap(atFirstStep)));
  const bounded = countAgreement(distinct(cells.filter(isBounded).flatMap(atAllSteps)));
  const faster = countAgreement(
    distinct(cells.filter((cell) => !isBounded(cell)).flatMap(atAllSteps)),
  );
  const steps = format.plural(runs[0]?.config.steps ?? 0, 'step');
  return markup`<p>Exponents are compared, not verdicts: as predicted within ±${tolerance}, not so, or undecided, where the interval covers the prediction and others as well. <strong>At the first step</strong> each part of Δf is one power of n, and the slope of their sum at a width is their exponents’ average, weighted by their measured shares there; fitted over all widths of a layer, the wider half of a network’s: of ${countText(first)}. ${powerText(first)}</p>
<p><strong>Of the largest Δf of ${steps}</strong>, over the wider half of the widths, where the limit has one power alone: at rates up to the largest that is bounded, of ${countText(bounded)}. The rates at the narrowest width are such that a step changes it by some percent; after ${steps} terms of higher order in the rate add to the slope there. ${aboveText(faster)}By gradient descent each step triples the power that the next one adds, so that exponents beyond 1,000 are predicted; under Adam and sign descent the next power is only n<sup>1/2</sup> behind, and what a step overshoots the next one, of the same size, takes back.</p>
`;
}

/** "280 exponents 200 are as predicted, 2 are not and 78 are undecided". */
const countText = ({ agrees, differs, undecided }: AgreementCount) =>
  `${format.plural(agrees + differs + undecided, 'distinct exponent')} ${format.count(agrees)} ${agrees === 1 ? 'is' : 'are'} as predicted, ${format.count(differs)} not, ${format.count(undecided)} undecided`;

/** The words on rates at which Δf explodes; empty where none was compared. */
const aboveText = (count: AgreementCount) => {
  const { agrees, differs, undecided } = count;
  if (agrees + differs + undecided === 0) return '';
  const why = differs > agrees ? ': these widths are too narrow for the limit' : '';
  return `Above, of ${countText(count)}${why}. `;
};

/** The words on what a wrong prediction would have changed. */
const powerText = ({ power }: AgreementCount) =>
  `Were every prediction off by ${format.listing(power.map(({ shift }) => format.setting(shift)))}, ${format.listing(power.map(({ differing }) => format.count(Math.round(differing))))} would not be as predicted.`;

/** Every slope of a subject at the first step. */
export function agreementChartOf({ id, title, runs }: Subject): Chart | undefined {
  const points = runs.flatMap(({ config, result }) =>
    result.cells.flatMap(({ rateExponent, first }) => {
      if (!first) return [];
      const { slope, low, high } = first.slope;
      const label = `${startText(config)}, c = ${exponentText(rateExponent)}`;
      const agrees = first.agreement !== 'differs';
      return [{ label, predicted: first.expected, measured: slope, low, high, agrees }];
    }),
  );
  if (points.length === 0) return undefined;
  const count = countAgreement(
    distinct(runs.flatMap(({ result }) => result.cells.flatMap(atFirstStep))),
  );
  return {
    id: `${id}-agreement`,
    title,
    caption: `Slopes of Δf at the first step, with their intervals: of ${countText(count)} (crosses: not). ${powerText(count)}`,
    description: countText(count),
    spec: agreementChart(points, {
      x: 'Predicted slope',
      y: 'Measured slope',
      format: '.2~f',
      tolerance,
    }),
  };
}
