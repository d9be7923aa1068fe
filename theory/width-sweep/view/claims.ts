import { capital, decide, format, methodTitle, sentence } from '@singlora/reporting';
import type { Claim } from '../../report/view.ts';
import { powerText, slopeText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import { basisText, fittedText, type SweepRun } from './subject.ts';
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

const byOptimiser = (runs: readonly SweepRun[], holds: (run: SweepRun) => boolean | undefined) =>
  decide(runs, holds, titleOf, 'the optimiser is');

/** Whether Δf is stable and the loss falls at a rate exponent that was tried; undefined where an undecided one might be. */
function hasStable(run: SweepRun): boolean | undefined {
  if (stableCells(run).length > 0) return true;
  return run.result.cells.some(({ verdict }) => isOpen(verdict)) ? undefined : false;
}

/** A slope that is not settled, or that no one slope describes. */
const isOpen = (verdict: SweepCell['verdict']) => verdict === 'undecided' || verdict === 'bends';

/** Stable: yes; undecided: nobody knows. */
const isStable = (cell: SweepCell | undefined) =>
  cell === undefined || isOpen(cell.verdict) ? undefined : cell.verdict === 'stable';

const byConstruction: Claim<SweepRun> = {
  id: 'by-construction',
  says: 'With a single matrix there is no pair of factors whose scales could conflict, so SingLoRA learns stably by construction: at some rate the change of its output is Θ(1) in the width, after a fixed number of steps.',
  place: 'its argument for one matrix; analysis of f = (W₀ + u·a·aᵀ)x',
  limitOf: 'singlora',
  judge(runs) {
    const own = toyRuns(runs, { method: 'singlora' });
    if (own.length === 0) return undefined;
    return {
      ...byOptimiser(own, hasStable),
      evidence: `${stableText(own)} ${dataText(own)}`,
    };
  },
};

const rate: Claim<SweepRun> = {
  id: 'rate',
  says: 'The rate η = Θ(n^−1/2) gives stable feature learning from entries of order n^−1/2, after a fixed number of steps and at the layer’s own output.',
  place: 'analysis of f = (W₀ + u·a·aᵀ)x, made for gradient descent',
  judge(runs) {
    const own = toyRuns(runs, { method: 'singlora' }).filter((run) => cellAt(run, claimedRate));
    if (own.length === 0) return undefined;
    const each = own.map((run) => {
      const cell = cellAt(run, claimedRate);
      return `${titleOf(run)} ${slopeText(cell?.slope)}, ${cell?.verdict}`;
    });
    return {
      ...byOptimiser(own, (run) => isStable(cellAt(run, claimedRate))),
      evidence: `Slopes of Δf at η ∝ n^−1/2: ${sentence(each)} ${dataText(own)}`,
    };
  },
};

const loraCannot: Claim<SweepRun> = {
  id: 'lora',
  says: 'LoRA with one rate for both factors cannot learn stably, at whatever rate: from its usual start, after a fixed number of steps.',
  place: 'motivation, after LoRA+',
  limitOf: 'lora',
  see: { title: 'Parts of Δf', anchor: 'parts' },
  judge(runs) {
    const own = toyRuns(runs, { method: 'lora' });
    if (own.length === 0) return undefined;
    const finding = byOptimiser(own, (run) => {
      const stable = hasStable(run);
      return stable === undefined ? undefined : !stable;
    });
    const stable = own.find((run) => cellAt(run, claimedRate)?.verdict === 'stable');
    const beside = toyRuns(runs, { method: 'singlora' }).filter(
      ({ config }) => config.optimiser === stable?.config.optimiser,
    );
    const parts = stable ? [...beside, stable].flatMap((run) => partsText(run) ?? []) : [];
    const difference =
      stable && parts.length > 0
        ? ` Slopes of the parts at η ∝ n^−1/2 under ${titleOf(stable)}: ${sentence(parts)}`
        : '';
    return {
      ...finding,
      evidence: `${stableText(own)}${difference} ${dataText(own)}`,
    };
  },
};

/** What the change is made of at the claimed rate. */
function partsText(run: SweepRun): string | undefined {
  const cell = cellAt(run, claimedRate);
  if (!cell) return undefined;
  const each = (['delta1', 'delta2', 'delta3', 'Qx'] as const).map((key) => {
    const fit = cell.quantities[key]?.at(-1);
    return `${partNames[key]} ${fit?.slope === undefined ? 'none' : format.fixed(fit.slope)}`;
  });
  return `${methodTitle(run.config.method)} ${each.join(', ')}`;
}

const partNames = { delta1: 'δ₁', delta2: 'δ₂', delta3: 'δ₃', Qx: 'Qᵀx' } as const;

const start: Claim<SweepRun> = {
  id: 'start',
  says: '“Kaiming” initialisation starts A with entries of order n^−1/2.',
  place:
    'method and analysis; over which fan is not stated, and common libraries take that of the rank',
  judge(runs) {
    const fans = [
      { fan: 'the width', exponent: claimedStart },
      { fan: 'the rank', exponent: 0 },
    ];
    const each = fans.flatMap(({ fan, exponent }) => {
      const [run] = toyRuns(runs, { method: 'singlora', initExponent: exponent });
      const [cell] = run?.result.cells ?? [];
      const inner = cell?.quantities['Qx']?.[0];
      if (!run || inner?.slope === undefined) return [];
      const { slope, low = slope, high = slope } = inner;
      return [{ fan, exponent, run, slope, low, high }];
    });
    if (each.length < fans.length) return undefined;
    const evidence = each.map(
      ({ fan, exponent, slope, low, high }) =>
        `with ${fan} for a fan entries start as ${powerText(exponent)} and the inner feature Aᵀx has slope ${slopeText({ slope, low, high })}`,
    );
    return {
      ...decide(
        each,
        ({ low, high }) => low <= 0.1 && high >= -0.1,
        ({ fan }) => fan,
        'the fan is',
      ),
      evidence: `Before the first step, ${sentence(evidence)} ${capital(fittedText(each.map(({ run }) => run)))}.`,
    };
  },
};

export const claims: readonly Claim<SweepRun>[] = [byConstruction, rate, loraCannot, start];
