import {
  capital,
  column,
  decide,
  figures,
  type Finding,
  format,
  markup,
  methodTitle,
  numbers,
  sentence,
  table,
  type Table,
  tableHtml,
} from '@singlora/reporting';
import { configNumber } from '../glue/run.ts';
import type { Setting } from '../glue/setting.ts';
import { baselineMethod, headlineMethod, paper, taskTitle } from '@singlora/records';
import { shortModel } from '../short-model.ts';
import type { Ablation } from './ablation.ts';
import { bestRate, spreadDifference, spreadOf, type Range, type Spread } from './spread.ts';
import { placesOf, sweepsOf, type Sweep } from './sweep.ts';
import { sweepFigure, sweepTable } from './sweep-view.ts';

const figure = paper.figures['lr-sensitivity'];
const [from, to] = figure.learningRates;
const subject = paper.models[figure.model]?.title ?? figure.model;
const rateText = (rate: number) => format.setting(rate);

const ratesOf = (setting: Setting) =>
  sweepsOf(setting, (config) => configNumber(config, 'learningRate'));

interface NamedRange {
  readonly name: string;
  readonly range: Range;
}

/** The ranges over which spreads are told: the paper's, a factor of two where each is best, all. */
function rangesOf(sweeps: readonly Sweep[]): NamedRange[] {
  const rates = placesOf(sweeps);
  const [least = NaN, most = NaN] = [rates[0], rates.at(-1)];
  return [
    { name: `the paper’s rates, ${rateText(from)} to ${rateText(to)}`, range: [from, to] },
    { name: 'a factor of two around each one’s best rate', range: { aroundBest: to / from } },
    { name: `all rates, ${rateText(least)} to ${rateText(most)}`, range: [least, most] },
  ];
}

function spreadTable(setting: Setting): Table {
  const sweeps = ratesOf(setting);
  return table(
    `How far the score moves over a range of learning rates: largest less smallest ${setting.metric.noun}, in points, mean over seeds.`,
    sweeps,
    [
      column('Method', ({ method }) => methodTitle(method)),
      numbers('Best rate', (sweep) => rateText(bestRate(sweep))),
      ...rangesOf(sweeps).map(({ name, range }) =>
        numbers<Sweep>(capital(name), (sweep) =>
          format.points(spreadOf(setting, sweep, range)?.mean),
        ),
      ),
    ],
    {
      notes: [
        'Between the rates tried the score is interpolated along the logarithmic axis. Noise adds to every spread: even a score that does not depend on the rate has one. A run that diverged counts as always giving the most frequent answer.',
      ],
    },
  );
}

/** What the paper's figure shows. */
const figureNote = () =>
  `In the paper (${figure.source}: ${subject} on ${taskTitle(figure.task)}, ${rateText(from)} to ${rateText(to)}) accuracy moves by about ${format.listing(Object.entries(figure.spreadPercent).map(([method, spread]) => `${spread} for ${methodTitle(method)}`))}, in points. It shows no other model, no other task and no spread over seeds.`;

function judge(setting: Setting): Finding | undefined {
  const sweeps = ratesOf(setting);
  const [own, other] = [headlineMethod, baselineMethod].map((name) =>
    sweeps.find(({ method }) => method === name),
  );
  if (!own || !other) return undefined;
  const cases = rangesOf(sweeps).flatMap(({ name, range }) => {
    const [ours, theirs] = [spreadOf(setting, own, range), spreadOf(setting, other, range)];
    const difference = ours && theirs && spreadDifference(ours, theirs);
    return difference ? [{ name, ours, theirs, difference }] : [];
  });
  if (cases.length === 0) return undefined;
  const holds = ({ difference: { interval } }: (typeof cases)[number]) => {
    if (!interval || (interval[0] <= 0 && interval[1] >= 0)) return undefined;
    return interval[0] > 0;
  };
  return {
    ...decide(cases, holds, ({ name }) => name, 'it is about'),
    evidence: `${shortModel(setting.model)}, ${taskTitle(setting.task)}: ${sentence(cases.map(caseText))}`,
  };
}

function caseText({
  name,
  ours,
  theirs,
  difference: { interval, n },
}: {
  readonly name: string;
  readonly ours: Spread;
  readonly theirs: Spread;
  readonly difference: { readonly interval?: readonly [number, number]; readonly n: number };
}): string {
  const range = interval
    ? `95% interval of the difference ${format.signedPoints(interval[0])} to ${format.signedPoints(interval[1])}`
    : 'no interval';
  return `over ${name}, ${methodTitle(headlineMethod)} moves by ${format.points(ours.mean)} points and ${methodTitle(baselineMethod)} by ${format.points(theirs.mean)} (${format.plural(n, 'seed')}, ${range})`;
}

export default {
  name: 'lr-sensitivity',
  order: 1,
  title: 'Learning rates',
  intro: markup`<p>How far does the score depend on the learning rate? The paper tries rates within a factor of two on one model and task. Here the range is wider, and the spread over it stands beside that over a factor of two.</p>`,
  says: `The score of ${methodTitle(headlineMethod)} depends less on the learning rate than that of ${methodTitle(baselineMethod)}: about ${figure.spreadPercent[headlineMethod] ?? NaN} against ${figure.spreadPercent[baselineMethod] ?? NaN} points from ${rateText(from)} to ${rateText(to)}.`,
  place: `${figure.source}, ${subject} on ${taskTitle(figure.task)}`,
  judge,
  async body(setting, _runs, id) {
    const sweeps = ratesOf(setting);
    const chart = sweepFigure(setting, sweeps, {
      id: `${id}-rates`,
      x: 'Learning rate',
      title: `${setting.metric.title} against the learning rate`,
      caption: 'Each rate with the same seeds and rows.',
    });
    return markup`${await figures([chart])}
${tableHtml(spreadTable(setting))}
<p>${figureNote()}</p>
<details>
<summary>The scores at each rate</summary>
${tableHtml(sweepTable(setting, sweeps, { title: 'Learning rate', text: rateText }, 'Scores by learning rate.'))}</details>`;
  },
} satisfies Ablation;
