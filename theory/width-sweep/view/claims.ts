import { tolerance } from '@singlora/statistics';
import { claim } from '../../report/claim.ts';
import type { TheoryClaim } from '../../report/view.ts';
import { slopeText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import { findingId } from './findings.ts';
import type { SweepRun } from './subject.ts';
import { cellAt, claimedRate, claimedStart, stableCells, titleOf, toyRuns } from './toy.ts';

/** The fields that claims on the toy share: a case is a run, named by its optimiser. */
const byOptimiser = { name: titleOf, subject: 'the optimiser is' };

const rests = (runs: readonly SweepRun[]) =>
  runs.filter((run) => cellAt(run, claimedRate)).map(findingId);

/** Whether Δf is stable and the loss falls at any tried rate exponent; undefined where an undecided one might qualify. */
function hasStable(run: SweepRun): boolean | undefined {
  if (stableCells(run).length > 0) return true;
  return run.result.cells.some(({ verdict }) => isOpen(verdict)) ? undefined : false;
}

/** A slope that is undecided, or that no single exponent describes. */
const isOpen = (verdict: SweepCell['verdict']) => verdict === 'undecided' || verdict === 'bends';

/** Stable: yes; undecided: unknown. */
const isStable = (cell: SweepCell | undefined) =>
  cell === undefined || isOpen(cell.verdict) ? undefined : cell.verdict === 'stable';

const byConstruction = claim({
  ...byOptimiser,
  id: 'by-construction',
  says: 'SingLoRA learns stably by construction: from entries of order n^−1/2, at some rate, its output changes by Θ(1) after a fixed number of steps.',
  place: 'the argument for one matrix; the analysis',
  cases: (runs: readonly SweepRun[]) => toyRuns(runs, { method: 'singlora' }),
  holds: hasStable,
  rests,
});

const rate = claim({
  ...byOptimiser,
  id: 'rate',
  says: 'The rate η = Θ(n^−1/2) gives stable feature learning from entries of order n^−1/2, after a fixed number of steps and at the layer’s own output.',
  place: 'the analysis, made for gradient descent',
  cases: (runs: readonly SweepRun[]) =>
    toyRuns(runs, { method: 'singlora' }).filter((run) => cellAt(run, claimedRate)),
  holds: (run) => isStable(cellAt(run, claimedRate)),
  rests,
});

const loraCannot = claim({
  ...byOptimiser,
  id: 'lora',
  says: 'LoRA with one rate for both factors learns stably at no rate: from its usual start, after a fixed number of steps.',
  place: 'motivation, after LoRA+',
  see: { title: 'Parts of Δf', anchor: 'parts' },
  cases: (runs: readonly SweepRun[]) => toyRuns(runs, { method: 'lora' }),
  holds(run) {
    const stable = hasStable(run);
    return stable === undefined ? undefined : !stable;
  },
  rests,
});

const besideLora = claim({
  ...byOptimiser,
  id: 'beside-lora',
  says: 'SingLoRA learns stably where LoRA does not: at the rate η = Θ(n^−1/2), from entries of order n^−1/2, after a fixed number of steps.',
  place: 'abstract and motivation: no scales conflict',
  cases(runs: readonly SweepRun[]) {
    const loras = toyRuns(runs, { method: 'lora' });
    return toyRuns(runs, { method: 'singlora' }).flatMap((run) => {
      const lora = loras.find(({ config }) => config.optimiser === run.config.optimiser);
      return lora && cellAt(run, claimedRate) && cellAt(lora, claimedRate) ? [{ run, lora }] : [];
    });
  },
  holds({ run, lora }) {
    const [own, other] = [run, lora].map((one) => isStable(cellAt(one, claimedRate)));
    if (own === false || other === true) return false;
    return own === undefined || other === undefined ? undefined : true;
  },
  name: ({ run }) => titleOf(run),
  rests: (cases) => cases.flatMap(({ run, lora }) => [findingId(run), findingId(lora)]),
});

const fans = [
  { fan: 'the width', exponent: claimedStart },
  { fan: 'the rank', exponent: 0 },
];

const start = claim({
  id: 'start',
  says: '“Kaiming” initialisation starts A with entries of order n^−1/2.',
  place: 'method and analysis; the fan is not stated',
  cases(runs: readonly SweepRun[]) {
    const each = fans.flatMap(({ fan, exponent }) => {
      const [run] = toyRuns(runs, { method: 'singlora', initExponent: exponent });
      const [entries] = run?.result.cells[0]?.quantities['A'] ?? [];
      if (entries?.slope === undefined) return [];
      const { slope, low = slope, high = slope } = entries;
      return [{ fan, slope, low, high }];
    });
    return each.length < fans.length ? [] : each;
  },
  // Equivalent to −1/2, not merely compatible with it.
  holds({ low, high }) {
    const [least, most] = [claimedStart - tolerance, claimedStart + tolerance];
    if (low >= least && high <= most) return true;
    return low > most || high < least ? false : undefined;
  },
  name: ({ fan }) => fan,
  subject: 'the fan is',
  evidence: (cases) =>
    cases.map(({ fan, ...slope }) => ({ of: `Fan of ${fan}`, value: slopeText(slope) })),
});

export const sweepClaims: readonly TheoryClaim<SweepRun>[] = [
  byConstruction,
  rate,
  loraCannot,
  besideLora,
  start,
];
