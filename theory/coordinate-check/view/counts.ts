import { column, format, numbers, stacked, type CellValue, type Column } from '@singlora/reporting';
import { isFault } from '@singlora/scaling/verdicts';
import { slopeText } from '../../report/words.ts';
import type { CoordinateStep, Losses, Modules } from '../record.ts';

type NamedStep = CoordinateStep & { readonly name: string };

interface Judged {
  readonly steps: readonly NamedStep[];
  readonly losses: Losses;
}

export const stepsOf = (modules: Modules): NamedStep[] =>
  modules.flatMap(({ name, steps }) => steps.map((step) => ({ name, ...step })));

export const countColumns: readonly Column<Judged>[] = [
  numbers(
    'Stable',
    ({ steps }) =>
      `${countOf(steps, ({ verdict }) => verdict === 'stable')} of ${format.count(steps.length)}`,
  ),
  stacked(numbers('Undecided', ({ steps }) => undecidedCell(steps))),
  numbers(['No power law', 'bends'], ({ steps }) =>
    countOf(steps, ({ verdict }) => verdict === 'bends'),
  ),
  numbers('Exceptions', ({ steps }) => countOf(steps, ({ expected }) => expected !== null)),
  numbers('Flagged', ({ steps }) => countOf(steps, isFault)),
  column(['Flagged last', 'largest slope of a change'], ({ steps }) => worstText(steps)),
  column('Loss', ({ losses }) => lossText(losses)),
];

/** The number of undecided slopes, and of those that could not have been called stable. */
function undecidedCell(steps: readonly NamedStep[]): CellValue {
  const low = countOf(
    steps,
    ({ verdict, lowPower }) => verdict === 'undecided' && lowPower === true,
  );
  const text = countOf(steps, ({ verdict }) => verdict === 'undecided');
  return low === '0' ? text : { text, detail: `${low} for low power` };
}

/** The worst loss of any step, relative to the untrained model's; empty where it was not recorded. */
function lossText(losses: Losses): string | undefined {
  if (!losses || losses.length === 0) return undefined;
  const order = ['diverged', 'rises', 'no better', 'learns'] as const;
  const verdict = order.find((each) => losses.some((loss) => loss.verdict === each));
  const worst = losses.filter((loss) => loss.verdict === verdict).at(-1);
  if (!worst || worst.verdict === 'learns') return 'learns everywhere';
  const times = worst.most === null ? '' : `, up to ${format.ratio(worst.most)}`;
  return `${worst.verdict} after step ${worst.step}${times}`;
}

const countOf = (steps: readonly NamedStep[], is: (step: NamedStep) => boolean) =>
  format.count(steps.filter(is).length);

const isChange = (quantity: CoordinateStep['quantity']) =>
  quantity === 'change' || quantity === 'largestChange';

function worstText(steps: readonly NamedStep[]): string | undefined {
  const [worst] = steps
    .filter((step) => isFault(step) && isChange(step.quantity) && step.slope !== null)
    .sort((a, b) => b.step - a.step || Math.abs(b.slope ?? 0) - Math.abs(a.slope ?? 0));
  const what = worst?.quantity === 'largestChange' ? ', one entry,' : '';
  return (
    worst && `${worst.name}${what} after step ${worst.step}: ${worst.verdict}, ${slopeText(worst)}`
  );
}
