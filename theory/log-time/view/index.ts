import {
  type CaseName,
  column,
  format,
  groupBy,
  markup,
  methodCell,
  methodTitle,
  numbers,
  sentence,
  table,
} from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import { exponentText } from '@singlora/statistics';
import { claim } from '../../report/claim.ts';
import type { CheckRun, CheckView } from '../../report/view.ts';
import { spanText } from '../../report/words.ts';
import { record } from '../record.ts';
import { casesOf, lossText, stays, stepsText, type ConstantCase } from './cases.ts';

type LogTimeRun = CheckRun<typeof record>;

const named = ({ optimiser, constant }: ConstantCase): CaseName => [
  `${optimiserTitle(optimiser)} at k =`,
  exponentText(constant),
];

const outcomeOf = (one: ConstantCase) =>
  one.diverged.length > 0
    ? `divergence in ${format.count(one.diverged.length)} of ${format.count(one.trainings)} (at ${new Set(one.diverged).size > 1 ? 'steps' : 'step'} ${stepsText(one)})`
    : `loss ${lossText(one)}`;

/** "LoRA by gradient descent: at k = 1/16 and 1/8 loss below 1e-15, at k = 1/4 loss 0.02": a method's outcome, by optimiser. */
const evidenceOf = (cases: readonly ConstantCase[]) =>
  groupBy(cases, ({ optimiser }) => optimiser).map((alike) => {
    const each = groupBy(alike, outcomeOf).map(
      (same) =>
        `at k = ${format.listing(same.map(({ constant }) => exponentText(constant)))} ${outcomeOf(same[0] as ConstantCase)}`,
    );
    const [{ method, optimiser } = { method: '', optimiser: '' }] = alike;
    return `${methodTitle(method)} by ${optimiserTitle(optimiser)}: ${each.join(', ')}`;
  });

const dataText = (runs: readonly LogTimeRun[]) => {
  const [first] = runs;
  return first
    ? ` Losses over the frozen model’s; ${spanText({ ...first.config, steps: first.config.steps.at(-1) ?? 0 })}.`
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
  evidence: (cases, runs) => `${sentence(evidenceOf(cases))}${dataText(runs)}`,
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
  evidence(cases, runs) {
    const all = cases.flat();
    const [lora, own] = [all.map((one) => one.lora), all.map((one) => one.own)];
    return `${sentence([...evidenceOf(lora), ...evidenceOf(own)])}${dataText(runs)}`;
  },
});

const view: CheckView<LogTimeRun> = {
  record,
  place: 2.3,
  claimsPlace: 2.4,
  short: 'Log n steps',
  title: 'After log n steps, and long after them',
  intro: markup`<p>At η = k/n a step multiplies parts of the factors by a constant, so that Θ(log n) steps move f by Θ(1). Whether training then stays stable is not a matter of exponents, and the constant k decides: the paper’s toy trains at several of them for thousands of steps. On a square weight SingLoRA fits f = y only where A has become so large that its fit is unstable at every k once n is wide; half of all random targets it cannot fit, and a share of order 1/n of their loss stays (proposition 7). By gradient descent a step is too long for this fit from about step 1/(6k⁴) on: 43 at k = 1/4, 683 at 1/8 and 10,923 at 1/16. Training may then diverge, or stay near a loss that it does not get below. Momentum is damped here, v ← 0.9 v + 0.1 g: its steps of the same effective rate stay stable at 19 times the curvature. PyTorch’s is undamped, v ← 0.9 v + g, and has ten times the effective rate at η = k/n: at k = 1/4 and 1/2 SingLoRA then diverges. LoRA can fit with factors of one size.</p>
`,
  claims: [inLogTime, besideLora],
  body: (runs) => [
    table(
      `The loss after the last step over the frozen model’s, the largest of all widths and seeds, and who diverged. ${dataText(runs).trim()}`,
      casesOf(runs),
      [
        column('Method', ({ method }) => methodCell(method)),
        column('Optimiser', ({ optimiser }) => optimiserTitle(optimiser)),
        numbers('k', ({ constant }) => exponentText(constant)),
        numbers('Halved by step', ({ halved }) =>
          halved === null ? 'never' : format.count(halved),
        ),
        numbers('Loss', (one) => (one.diverged.length > 0 ? undefined : lossText(one))),
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
