import { capital, format, sentence } from '@singlora/reporting';
import { tolerance } from '@singlora/statistics';
import { claim } from '../../report/claim.ts';
import type { Claim } from '../../report/view.ts';
import { methodText, slopeText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import { basisText, fittedText, lastFittedText, type SweepRun } from './subject.ts';
import {
  cellAt,
  claimedRate,
  claimedStart,
  stableCells,
  stableText,
  titleOf,
  toyRuns,
} from './toy.ts';

const dataText = (runs: readonly SweepRun[]) => `${capital(basisText(runs))}.`;

/** The fields that claims on the toy share: a case is a run, named by its optimiser. */
const byOptimiser = { name: titleOf, subject: 'the optimiser is' };

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
  limitOf: 'singlora',
  cases: (runs: readonly SweepRun[]) => toyRuns(runs, { method: 'singlora' }),
  holds: hasStable,
  evidence: (own) => `${stableText(own)} ${dataText(own)}`,
});

const rate = claim({
  ...byOptimiser,
  id: 'rate',
  says: 'The rate η = Θ(n^−1/2) gives stable feature learning from entries of order n^−1/2, after a fixed number of steps and at the layer’s own output.',
  place: 'the analysis, made for gradient descent',
  cases: (runs: readonly SweepRun[]) =>
    toyRuns(runs, { method: 'singlora' }).filter((run) => cellAt(run, claimedRate)),
  holds: (run) => isStable(cellAt(run, claimedRate)),
  evidence(own) {
    const each = own.map((run) => {
      const cell = cellAt(run, claimedRate);
      return `${titleOf(run)} ${slopeText(cell?.slope)}, ${cell?.verdict}`;
    });
    return `Slopes of Δf at η ∝ n^−1/2: ${sentence(each)} ${dataText(own)}`;
  },
});

const loraCannot = claim({
  ...byOptimiser,
  id: 'lora',
  says: 'LoRA with one rate for both factors learns stably at no rate: from its usual start, after a fixed number of steps.',
  place: 'motivation, after LoRA+',
  limitOf: 'lora',
  see: { title: 'Parts of Δf', anchor: 'parts' },
  cases: (runs: readonly SweepRun[]) => toyRuns(runs, { method: 'lora' }),
  holds(run) {
    const stable = hasStable(run);
    return stable === undefined ? undefined : !stable;
  },
  evidence(own, runs) {
    const stable = own.find((run) => cellAt(run, claimedRate)?.verdict === 'stable');
    const beside = toyRuns(runs, { method: 'singlora' }).filter(
      ({ config }) => config.optimiser === stable?.config.optimiser,
    );
    const parts = stable ? [...beside, stable].flatMap((run) => partsText(run) ?? []) : [];
    const difference =
      stable && parts.length > 0
        ? ` Slopes of the parts of step ${format.count(stable.config.steps)} at η ∝ n^−1/2 under ${titleOf(stable)}, over ${lastFittedText([stable])}: ${sentence(parts)}`
        : '';
    return `${stableText(own)}${difference} ${dataText(own)}`;
  },
});

/** The words on the parts of the change at the claimed rate. */
function partsText(run: SweepRun): string | undefined {
  const cell = cellAt(run, claimedRate);
  if (!cell) return undefined;
  const each = (['delta1', 'delta2', 'delta3', 'Qx'] as const).map((key) => {
    const fit = cell.quantities[key]?.at(-1);
    return `${partNames[key]} ${fit?.slope === undefined ? 'none' : format.fixed(fit.slope)}`;
  });
  return `${methodText(run.config)} ${each.join(', ')}`;
}

const partNames = { delta1: 'δ₁', delta2: 'δ₂', delta3: 'δ₃', Qx: 'Qᵀx' } as const;

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
      if (!run || entries?.slope === undefined) return [];
      const { slope, low = slope, high = slope } = entries;
      return [{ fan, run, slope, low, high }];
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
  evidence(cases) {
    const each = cases.map(
      ({ fan, ...slope }) => `with ${fan} for a fan they have slope ${slopeText(slope)}`,
    );
    return `The entries of A before the first step: ${sentence(each)} ${capital(
      fittedText(
        cases.map(({ run }) => run),
        ({ quantities }) => quantities['A']?.[0],
      ),
    )}.`;
  },
});

export const claims: readonly Claim<SweepRun>[] = [byConstruction, rate, loraCannot, start];
