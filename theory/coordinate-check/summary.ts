import {
  watchedQuantities,
  type CoordinateStep,
  type LossStep,
  type ModuleReport,
} from '@singlora/scaling';

/** A run's findings in numbers. */
export function countsOf(modules: readonly ModuleReport[], losses: readonly LossStep[]) {
  const steps = modules.flatMap((module) => module.steps);
  const count = (is: (step: CoordinateStep) => boolean) => steps.filter(is).length;
  const lossSteps = losses.filter(({ verdict }) => verdict === 'rises' || verdict === 'diverged');
  return {
    judged: steps.length,
    stable: count(({ verdict }) => verdict === 'stable'),
    undecided: count(({ verdict }) => verdict === 'undecided'),
    bends: count(({ verdict }) => verdict === 'bends'),
    lowPower: count(({ verdict, lowPower }) => verdict === 'undecided' && lowPower),
    flagged: count(({ flagged }) => flagged),
    exploding: count(({ flagged, verdict }) => flagged && explodes(verdict)),
    exceptions: count(({ exception }) => exception !== null),
    known: count(({ expected }) => expected !== null),
    agreeing: count(({ agrees }) => agrees === true),
    highLosses: lossSteps.length,
  };
}

/** Diverging is how exploding ends. */
const explodes = (verdict: string) => verdict === 'exploding' || verdict === 'diverged';

/** A line a module: its change in all, the last that is flagged of each quantity, and what is known of it; then the loss. */
export function linesOf(modules: readonly ModuleReport[], losses: readonly LossStep[]): string[] {
  const own = modules.map(({ name, steps }) => {
    const lastOf = (is: (step: CoordinateStep) => boolean) => steps.filter(is).at(-1);
    const said = new Set([
      lastOf(({ quantity }) => quantity === 'change'),
      ...watchedQuantities.map((quantity) =>
        lastOf((step) => step.flagged && step.quantity === quantity),
      ),
    ]);
    const shown = steps.filter((step) => said.has(step) || step.expected !== null);
    return `${name}: ${shown.map(stepText).join('; ')}`;
  });
  return [...own, ...losses.filter(({ verdict }) => verdict !== 'learns').map(lossText)];
}

const names = {
  size: 'size',
  change: 'change',
  largest: 'largest entry',
  largestChange: 'largest change',
} as const;

function stepText({ quantity, step, slope, low, high, verdict, ...more }: CoordinateStep): string {
  const interval = `${fixed(low)} to ${fixed(high)}`;
  const law = slope === null ? '' : ` n^${fixed(slope)} (${interval})`;
  const known = more.expected === null ? '' : `, known: n^${more.expected}`;
  const differs = more.agrees === false ? ', DIFFERS' : '';
  const judged = more.flagged ? verdict.toUpperCase() : verdict;
  const bent =
    verdict === 'bends' ? ` to n^${fixed(more.correction?.slope)} without what dies out` : '';
  const asked = verdict === 'undecided' ? decidedText(more) : '';
  return `${names[quantity]} after ${step}${law} ${judged}${bent}${asked}${known}${differs}`;
}

/** With two digits, and no sign where they are 0. */
const fixed = (value: number | null | undefined) => value?.toFixed(2).replace(/^-(0\.00)$/, '$1');

/** What would decide, where more of the same would. */
function decidedText({ lowPower, decidedBy }: Pick<CoordinateStep, 'lowPower' | 'decidedBy'>) {
  const parts = [
    ...(lowPower ? ['low power'] : []),
    ...(decidedBy
      ? [`about ${decidedBy.seeds} seeds or ${decidedBy.widths} widths would decide`]
      : []),
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

/** What {@link countsOf} says in one line. */
export const says =
  '{judged} slopes: {stable} stable[, {flagged>0} flagged, {exploding} of them exploding][, {undecided>0} undecided][, {lowPower>0} of them for low power]' +
  '[, {bends>0} no power law][; the loss far above the untrained model’s at {highLosses>0} steps][; {agreeing} of {known>0} known slopes found]';
