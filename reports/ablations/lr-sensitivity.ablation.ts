import {
  declared,
  evidenceOf,
  leavesOut,
  standsAt,
  verdictOf,
  type GlueSetting,
} from '@singlora/comparison';
import {
  capital,
  column,
  decide,
  type Finding,
  format,
  markup,
  methodCell,
  methodTitle,
  numbers,
  table,
  type Table,
  tableHtml,
} from '@singlora/reporting';
import { baselineMethod, headlineMethod, paper, taskTitle } from '@singlora/records';
import type { Ablation } from './ablation.ts';
import type { FoundDifference } from './differences.ts';
import { goodRange, goodRangeText } from './good-range.ts';
import { goodRangeTable } from './good-range-table.ts';
import { halvesOf } from './halves.ts';
import {
  rangeAround,
  bestPoint,
  spreadPairs,
  spreadOf,
  type RateRange,
  type Spread,
} from './spread.ts';
import { placesOf, sweepsOf, type Sweep } from './sweep.ts';
import { sweepComparison } from './sweep-comparison.ts';
import { sweepFigure, sweepTable } from './sweep-view.ts';

const figure = paper.figures['lr-sensitivity'];
const [from, to] = figure.learningRates;
const subject = paper.models[figure.model]?.title ?? figure.model;

/** One line per method, by learning rate. */
export const rateSweeps = (setting: GlueSetting) =>
  sweepsOf(setting, (config) => config.learningRate);

/** A range of rates over which spreads are compared. */
interface NamedRange {
  readonly name: string;
  /** Undefined where the sweep's runs do not cover it. */
  readonly of: (sweep: Sweep) => Spread | undefined;
  /** Why it decides nothing. */
  readonly reservation?: string;
}

/** The ranges for spreads: the paper's, a factor of two around each method's best rate, and all rates. */
function rangesOf(
  setting: GlueSetting,
  sweeps: readonly Sweep[],
  halves = halvesOf(setting),
): NamedRange[] {
  const rates = placesOf(sweeps);
  const [least = NaN, most = NaN] = [rates[0], rates.at(-1)];
  const fixed = (name: string, range: RateRange): NamedRange => ({
    name,
    of: (sweep) => spreadOf(setting, sweep, () => range),
  });
  return [
    fixed(`the paper’s rates, ${format.setting(from)} to ${format.setting(to)}`, [from, to]),
    rangeAroundBest(setting, halves),
    fixed(`all rates, ${format.setting(least)} to ${format.setting(most)}`, [least, most]),
  ];
}

/**
 * For each seed, the best rate is the one that scores best with the other seeds on one half of the rows; the spread is
 * measured on the other half. If the rate were chosen and scored on the same data, it would look better than it is.
 */
function rangeAroundBest(setting: GlueSetting, halves: ReturnType<typeof halvesOf>): NamedRange {
  return {
    name: 'a factor of two around each one’s best rate',
    of: (sweep) =>
      spreadOf(
        setting,
        sweep,
        (seed) => rangeAround(bestPoint(sweep, halves?.choice, seed)?.x ?? NaN, sweep, to / from),
        halves?.score,
      ),
    ...(halves ? {} : { reservation: 'the best rate was chosen on the rows that it is scored on' }),
  };
}

function spreadTable(setting: GlueSetting): Table {
  const sweeps = rateSweeps(setting);
  const halves = halvesOf(setting);
  const choice = halves?.choice;
  return table(
    `How far the score moves over a range of learning rates, largest less smallest ${setting.metric.noun} in points, mean over seeds; and where the mean stays within a point of its best.`,
    sweeps,
    [
      column('Method', ({ method }) => methodCell(method)),
      numbers('Best rate', (sweep) => format.setting(bestPoint(sweep, choice)?.x ?? NaN)),
      numbers('Within a point of the best', (sweep) => {
        const range = goodRange(sweep);
        return range && goodRangeText(range);
      }),
      ...rangesOf(setting, sweeps, halves).map(({ name, of }) =>
        numbers<Sweep>(capital(name), (sweep) => {
          const spread = of(sweep);
          return (
            spread && {
              text: format.points(spread.mean),
              detail: spread.learned ? undefined : 'at the floor in part',
            }
          );
        }),
      ),
    ],
    {
      notes: [
        'Between the rates tried the score is interpolated along the logarithmic axis. Noise adds to every spread: even a score that does not depend on the rate has one. A run that diverged counts as always giving the most frequent answer.',
        choice
          ? 'The best rate is chosen on the scored rows of even index (around it, by the other seeds), and the spread around it is that of the rows of odd index.'
          : 'Predictions row by row are not recorded for all of these runs: the best rate was chosen on the rows that it is scored on, and the spread around it decides nothing.',
        leavesOut,
      ],
    },
  );
}

/** How far the figure's accuracies move, in points. */
const printed = {
  headline: `about ${figure.spreadPercent[headlineMethod] ?? NaN}`,
  baseline: `up to ${figure.spreadPercent[baselineMethod] ?? NaN}`,
};

/** The baseline's spread minus the headline method's over every range, corrected together. */
function casesOf(setting: GlueSetting): (FoundDifference & { readonly name: string })[] {
  const sweeps = rateSweeps(setting);
  const [own, other] = [headlineMethod, baselineMethod].map((name) =>
    sweeps.find(({ method }) => method === name),
  );
  if (!own || !other) return [];
  const cases = rangesOf(setting, sweeps).flatMap(({ name, of, reservation }) => {
    const [ours, theirs] = [of(own), of(other)];
    if (!ours || !theirs) return [];
    const pairs = spreadPairs(theirs, ours);
    const found = sweepComparison(setting, [other, own], { pairs, reservation });
    return found ? [{ name, found, flatter: found.difference > 0 ? ours : theirs }] : [];
  });
  const values = declared(cases.map(({ found }) => found));
  return cases.map(({ name, found, flatter }, at) => ({
    ...found,
    name,
    about: `spread over ${name}`,
    margin: 0,
    corrected: values[at],
    family: cases.length,
    // A method that learned nothing is flat, but not less sensitive.
    reservation:
      found.reservation ??
      (flatter.learned ? undefined : 'the flatter of the two is at the floor in part'),
  }));
}

function judge(setting: GlueSetting): Finding | undefined {
  const cases = casesOf(setting);
  if (cases.length === 0) return undefined;
  return {
    ...decide(
      cases,
      (one) => standsAt(verdictOf(one, 0), 1),
      ({ name }) => name,
      'for',
    ),
    evidence: cases.map((one) =>
      evidenceOf(
        verdictOf(one, 0),
        one,
        `Spread of ${methodTitle(baselineMethod)} − ${methodTitle(headlineMethod)} over ${one.name}`,
      ),
    ),
  };
}

export default {
  name: 'lr-sensitivity',
  order: 1,
  title: 'Learning rates',
  says: `${methodTitle(headlineMethod)}’s score depends less on the learning rate than ${methodTitle(baselineMethod)}’s: ${printed.headline} against ${printed.baseline} points from ${format.setting(from)} to ${format.setting(to)}.`,
  place: `${figure.source}, ${subject} on ${taskTitle(figure.task)}`,
  about: { model: figure.model, task: figure.task },
  compared: casesOf,
  judge,
  chart: (setting, id) =>
    sweepFigure(setting, rateSweeps(setting), {
      id: `${id}-rates`,
      x: 'Learning rate',
      title: `${setting.metric.title} against the learning rate`,
      caption: 'Each rate with the same seeds and rows.',
    }),
  body(setting) {
    const sweeps = rateSweeps(setting);
    const ranges = goodRangeTable(setting, sweeps);
    return markup`${tableHtml(spreadTable(setting))}${ranges && tableHtml(ranges)}
<details>
<summary>The scores at each rate</summary>
${tableHtml(sweepTable(setting, sweeps, { title: 'Learning rate', text: format.setting }, 'Scores by learning rate.'))}</details>`;
  },
} satisfies Ablation;
