import {
  decidedText,
  firstCause,
  isFault,
  isHigh,
  isOpen,
  type ReportedStep,
  type FirstCause,
  type LossStep,
  type ModuleReport,
} from '@singlora/scaling';

export function countsOf(modules: readonly ModuleReport[], losses: readonly LossStep[]) {
  const steps = modules.flatMap((module) => module.steps);
  const count = (is: (step: ReportedStep) => boolean) => steps.filter(is).length;
  const lossSteps = losses.filter(({ verdict }) => isHigh(verdict));
  return {
    judged: steps.length,
    stable: count(({ verdict }) => verdict === 'stable'),
    undecided: count(({ verdict }) => verdict === 'undecided'),
    bends: count(({ verdict }) => verdict === 'bends'),
    open: count(isOpen),
    lowPower: count(({ verdict, lowPower }) => verdict === 'undecided' && lowPower),
    flagged: count(isFault),
    exploding: count((step) => isFault(step) && explodes(step.verdict)),
    known: count(isKnown),
    agreeing: count((step) => isKnown(step) && step.verdict === 'stable'),
    highLosses: lossSteps.length,
  };
}

/** Diverging is how exploding ends. */
const explodes = (verdict: string) => verdict === 'exploding' || verdict === 'diverged';

const isKnown = ({ expected }: ReportedStep) => expected !== null && expected.exponent !== 'free';

/**
 * The first module that departs from the expectations, with the first such row of each quantity, and the
 * number of later ones. Without any, one line per module with its total change. The loss comes last.
 */
export function departureLines(
  modules: readonly ModuleReport[],
  losses: readonly LossStep[],
): string[] {
  const cause = firstCause(modules);
  return [
    ...(cause ? causeLines(cause) : modules.map(changeLine)),
    ...losses.filter(({ verdict }) => verdict !== 'learns').map(lossText),
  ];
}

function causeLines({ module, faults, after }: FirstCause<ReportedStep>): string[] {
  const firsts = faults.filter(
    ({ quantity }, i) => faults.findIndex((other) => other.quantity === quantity) === i,
  );
  const names = after.length > 3 ? [...after.slice(0, 3), '…'] : after;
  return [
    `${module}: ${firsts.map((row, i) => stepText(row) + (i === 0 ? reasonText(row) : '')).join('; ')}`,
    ...(after.length > 0
      ? [`and ${after.length} module${after.length > 1 ? 's' : ''} after it: ${names.join(', ')}`]
      : []),
  ];
}

function changeLine({ name, steps }: ModuleReport): string {
  const change = steps.filter(({ quantity }) => quantity === 'change').at(-1);
  const known = steps.filter((step) => isKnown(step) && step !== change);
  return `${name}: ${[...known.slice(0, 1), ...(change ? [change] : [])].map(stepText).join('; ')}`;
}

const names = {
  size: 'size',
  change: 'change',
  largest: 'largest entry',
  largestChange: 'largest change',
} as const;

function stepText(row: ReportedStep): string {
  const { quantity, step, slope, low, high, verdict, expected, ...more } = row;
  const interval = `${fixed(low)} to ${fixed(high)}`;
  const law = slope === null ? '' : ` n^${fixed(slope)} (${interval})`;
  const known =
    expected === null || !isKnown(row) ? '' : `, expected: ${rangeText(expected.exponent)}`;
  const judged = isFault(row) ? verdict.toUpperCase() : verdict;
  const bent =
    verdict === 'bends' ? ` to n^${fixed(more.correction?.slope)} without what dies out` : '';
  const asked = verdict === 'undecided' ? undecidedText(more) : '';
  return `${names[quantity]} after ${step}${law} ${judged}${bent}${asked}${known}`;
}

const reasonText = ({ expected }: ReportedStep) => (expected ? ` (${expected.reason})` : '');

/** "n^0.5", "n^-0.5 to n^0", "n^0 or less". */
function rangeText(exponent: NonNullable<ReportedStep['expected']>['exponent']): string {
  if (typeof exponent !== 'object') return `n^${exponent}`;
  const { least, most } = exponent;
  if (least === undefined) return `n^${most} or less`;
  return most === undefined ? `n^${least} or more` : `n^${least} to n^${most}`;
}

/** The number with two decimals, without a sign where these are 0. */
const fixed = (value: number | null | undefined) => value?.toFixed(2).replace(/^-(0\.00)$/, '$1');

/** The measurements that would decide, if more of the same would. */
function undecidedText({ lowPower, decidedBy }: Pick<ReportedStep, 'lowPower' | 'decidedBy'>) {
  const parts = [
    ...(lowPower ? ['low power'] : []),
    ...(decidedBy ? [decidedText(decidedBy)] : []),
  ];
  return parts.length > 0 ? ` (${parts.join(': ')})` : '';
}

function lossText({ step, verdict, most }: LossStep): string {
  const times =
    most === null
      ? ''
      : `: up to ${most.toLocaleString('en-US', { maximumSignificantDigits: 3 })} times the untrained model's`;
  const judged = verdict === 'no better' ? verdict : verdict.toUpperCase();
  return `loss after ${step} ${judged}${times}`;
}

/** {@link countsOf} in one line. */
export const countsSentence =
  '{judged} slopes: {stable} stable[, {flagged>0} flagged, {exploding} of them exploding][, {undecided>0} undecided][, {lowPower>0} of them for low power][, {open>0} of them no evidence]' +
  '[, {bends>0} no power law][; the loss far above the untrained model’s at {highLosses>0} steps][; {agreeing} of {known>0} expected slopes found]';
