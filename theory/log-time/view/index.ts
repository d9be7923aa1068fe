import {
  type CaseName,
  column,
  format,
  groupBy,
  methodCell,
  numbers,
  table,
} from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import { exponentText } from '@singlora/statistics';
import { claim } from '../../report/claim.ts';
import type { CheckRun, CheckView } from '../../report/view.ts';
import { spanText } from '../../report/words.ts';
import { record } from '../record.ts';
import { casesOf, caseLossText, stays, stepsText, type ConstantCase } from './cases.ts';

type LogTimeRun = CheckRun<typeof record>;

const named = ({ optimiser, constant }: ConstantCase): CaseName => [
  `${optimiserTitle(optimiser)} at k =`,
  exponentText(constant),
];

const dataText = (runs: readonly LogTimeRun[]) => {
  const [first] = runs;
  return first
    ? `Losses over the frozen model’s; ${spanText({ ...first.config, steps: first.config.steps.at(-1) ?? 0 })}.`
    : '';
};

const inLogTime = claim({
  id: 'log-time',
  says: 'SingLoRA learns stably by construction in Θ(log n) steps: at η = k/n f moves by Θ(1) and training stays stable.',
  place: 'the argument for one matrix, over growing steps',
  cases: (runs: readonly LogTimeRun[]) =>
    casesOf(runs).filter(({ method }) => method === 'singlora'),
  holds: stays,
  name: named,
  subject: 'within these steps it is',
});

const besideLora = claim({
  id: 'log-time-lora',
  says: 'At η = k/n, with damped momentum or none, SingLoRA is stable at every constant k at which plain LoRA is.',
  place: 'abstract and motivation: no scales conflict',
  cases(runs: readonly LogTimeRun[]) {
    const all = casesOf(runs);
    const both = all
      .filter((one) => one.method === 'lora' && stays(one) === true)
      .flatMap((lora) => {
        const own = all.find(
          (one) =>
            one.method === 'singlora' &&
            one.optimiser === lora.optimiser &&
            one.constant === lora.constant,
        );
        return own ? [{ lora, own }] : [];
      });
    return groupBy(both, ({ lora }) => lora.optimiser);
  },
  // A single constant at which LoRA is stable and SingLoRA is not contradicts it.
  holds(alike) {
    const each = alike.map(({ own }) => stays(own));
    return each.includes(undefined) && !each.includes(false) ? undefined : !each.includes(false);
  },
  name: ([one]) => optimiserTitle(one?.own.optimiser ?? ''),
  subject: 'within these steps it trains by',
});

const view: CheckView<LogTimeRun> = {
  record,
  place: 2.3,
  claimsPlace: 2.4,
  short: 'Log n steps',
  claims: [inLogTime, besideLora],
  body: (runs) => [
    table(
      `The loss after the last step over the frozen model’s, the largest of all widths and seeds, and who diverged. ${dataText(runs)}`,
      casesOf(runs),
      [
        column('Method', ({ method }) => methodCell(method)),
        column('Optimiser', ({ optimiser }) => optimiserTitle(optimiser)),
        numbers('k', ({ constant }) => exponentText(constant)),
        numbers('Halved by step', ({ halved }) =>
          halved === null ? 'never' : format.count(halved),
        ),
        numbers('Loss', (one) => (one.diverged.length > 0 ? undefined : caseLossText(one))),
        numbers(
          'Diverged',
          ({ diverged, trainings }) =>
            `${format.count(diverged.length)} of ${format.count(trainings)}`,
        ),
        numbers('At step', (one) => (one.diverged.length > 0 ? stepsText(one) : undefined)),
      ],
      {
        kind: (one) => stays(one) === false && 'marked',
        looks: ['Marked: some training diverged.'],
        notes: [
          'Halved: by this step, of those looked at, the loss was half of the frozen model’s at every width and seed.',
        ],
      },
    ),
  ],
};

export default view;
