import {
  capital,
  type CellValue,
  column,
  format,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { exponentText, rangeText, slopeText } from '../../report/words.ts';
import type { CoordinateStep, Losses } from '../record.ts';
import { dataText, modelText, trainingText, type CoordinateRun } from './subject.ts';

/** Networks whose scaling is known beforehand: what the check finds, beside what it must find. */
export function knownTable(runs: readonly CoordinateRun[]): Table {
  const names = [...new Set(runs.flatMap(({ result }) => result.modules.map(({ name }) => name)))];
  const lines = runs.flatMap((run) =>
    quantities.map(({ quantity, step, title }) => {
      const own = run.result.modules.map(({ name, steps }) => ({
        name,
        found: steps.find((one) => one.quantity === quantity && one.step === step),
      }));
      return { run, title, own };
    }),
  );
  type Line = (typeof lines)[number];
  return table(
    'Networks trained whole, whose exponents are known: what the check finds, in brackets what it must find, below the 95% interval.',
    lines,
    [
      stacked(
        column('Network', ({ run }) => ({ text: capital(knownText(run)), detail: dataText(run) })),
      ),
      column('Slope of', ({ title }) => title),
      ...names.map((module) =>
        stacked(
          numbers<Line>(module, ({ own }) =>
            knownCell(own.find(({ name }) => name === module)?.found),
          ),
        ),
      ),
    ],
    {
      kind: ({ own }) => own.some(({ found }) => found?.agrees === false) && 'marked',
      notes: ['Marked: some interval does not reach within ±0.1 of the known exponent.'],
    },
  );
}

const quantities = [
  { quantity: 'size', step: 0, title: 'the size before training' },
  { quantity: 'change', step: 1, title: 'the first step’s change' },
] as const;

const knownText = (run: CoordinateRun) =>
  run.result.known ?? `${modelText(run)}, ${trainingText(run)}`;

function knownCell(found: CoordinateStep | undefined): CellValue {
  if (!found) return undefined;
  const { slope, low, high, expected } = found;
  const known = expected === null ? '' : ` (${exponentText(expected)})`;
  if (slope === null) return `none${known}`;
  return {
    text: `${format.fixed(slope)}${known}`,
    detail: low === null || high === null ? undefined : rangeText({ low, high }),
  };
}

/** One line a run: how many slopes were judged how, and what was flagged. */
export function verdictTable(runs: readonly CoordinateRun[]): Table {
  const reasons = runs.flatMap(({ result }) =>
    result.modules.flatMap(({ steps }) => steps.flatMap(({ exception }) => exception ?? [])),
  );
  return table(
    'Every module’s output and its change, at every step: how many slopes are stable, and which are flagged.',
    runs.map((run) => ({ run, steps: stepsOf(run) })),
    [
      stacked(
        column('Training', ({ run }) => ({ text: trainingText(run), detail: dataText(run) })),
      ),
      column('Model', ({ run }) => capital(modelText(run))),
      numbers(
        'Stable',
        ({ steps }) =>
          `${countOf(steps, ({ verdict }) => verdict === 'stable')} of ${format.count(steps.length)}`,
      ),
      stacked(numbers('Undecided', ({ steps }) => undecidedCell(steps))),
      numbers(['No power law', 'bends'], ({ steps }) =>
        steps.some(({ bend }) => bend !== undefined)
          ? countOf(steps, ({ verdict }) => verdict === 'bends')
          : undefined,
      ),
      numbers('Exceptions', ({ steps }) => countOf(steps, ({ exception }) => exception !== null)),
      numbers('Flagged', ({ steps }) => countOf(steps, ({ flagged }) => flagged)),
      column(['Flagged last', 'largest slope of a change'], ({ steps }) => worstText(steps)),
      column('Loss', ({ run }) => lossText(run.result.losses)),
    ],
    {
      kind: ({ steps }) => steps.some(({ flagged }) => flagged) && 'marked',
      notes: [...new Set(reasons)].map((reason) => `Exception, shown and not flagged: ${reason}.`),
    },
  );
}

/** How many, and of how many no slope could have been called stable. */
function undecidedCell(steps: readonly NamedStep[]): CellValue {
  const low = countOf(
    steps,
    ({ verdict, lowPower }) => verdict === 'undecided' && lowPower === true,
  );
  const text = countOf(steps, ({ verdict }) => verdict === 'undecided');
  return low === '0' ? text : { text, detail: `${low} for low power` };
}

/** The worst of the steps, as a multiple of the untrained model's; nothing where it was not watched. */
export function lossText(losses: Losses): string | undefined {
  if (!losses || losses.length === 0) return undefined;
  const order = ['diverged', 'rises', 'no better', 'learns'] as const;
  const verdict = order.find((each) => losses.some((loss) => loss.verdict === each));
  const worst = losses.filter((loss) => loss.verdict === verdict).at(-1);
  if (!worst || worst.verdict === 'learns') return 'learns at every width';
  const times = worst.most === null ? '' : `, up to ${format.ratio(worst.most)}`;
  return `${worst.verdict} after step ${worst.step}${times}`;
}

type NamedStep = CoordinateStep & { readonly name: string };

const stepsOf = ({ result }: CoordinateRun): NamedStep[] =>
  result.modules.flatMap(({ name, steps }) => steps.map((step) => ({ name, ...step })));

const countOf = (steps: readonly NamedStep[], is: (step: NamedStep) => boolean) =>
  format.count(steps.filter(is).length);

const isChange = (quantity: CoordinateStep['quantity']) =>
  quantity === 'change' || quantity === 'largestChange';

function worstText(steps: readonly NamedStep[]): string | undefined {
  const [worst] = steps
    .filter(({ flagged, quantity, slope }) => flagged && isChange(quantity) && slope !== null)
    .sort((a, b) => b.step - a.step || Math.abs(b.slope ?? 0) - Math.abs(a.slope ?? 0));
  const what = worst?.quantity === 'largestChange' ? ', one entry,' : '';
  return (
    worst && `${worst.name}${what} after step ${worst.step}: ${worst.verdict}, ${slopeText(worst)}`
  );
}
