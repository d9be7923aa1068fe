import { claim } from '../../report/claim.ts';
import type { TheoryClaim } from '../../report/view.ts';
import {
  adam,
  derivedFor,
  descent,
  lasts,
  optimiserTitle,
  optimiserTitles,
  type ExponentRun,
} from './derived.ts';

export const efficient = claim({
  id: 'efficient',
  says: 'SingLoRA learns efficiently as LoRA+ defines it, with α = Θ(1).',
  place:
    'motivation, after LoRA+: f and the inner feature are O(1) at every fixed step, δ₁ and δ₂ Θ(1) from the second on',
  cases(runs: readonly ExponentRun[]) {
    const of = derivedFor(runs, 'efficient');
    return [descent, adam].flatMap((optimiser) => of({ method: 'singlora', optimiser }) ?? []);
  },
  holds: lasts,
  name: optimiserTitle,
  subject: 'the optimiser is',
});

const choices = [
  { name: 'A₀ of n^−1/2, B₀ = 0', initExponent: -1 / 2, start: 'own' },
  { name: 'A₀ of n^0, B₀ = 0', initExponent: 0, start: 'own' },
  { name: 'A₀ = 0, B₀ of n^−1/2', initExponent: -1 / 2, start: 'swapped' },
] as const;

/** The derivations for LoRA with one rate, one for each of its starts; empty where one is not recorded. */
function fromEach(of: ReturnType<typeof derivedFor>, optimiser: keyof typeof optimiserTitles) {
  const all = choices.flatMap(({ name, ...start }) => {
    const asked = of({ method: 'lora', optimiser, ...start });
    return asked ? [{ name, asked }] : [];
  });
  return all.length < choices.length ? [] : all;
}

/** The claim on LoRA's efficiency, derived for one rate for both factors, and for B's rate n and n² times A's. */
export const twoRates = claim({
  id: 'two-rates-derived',
  says: 'LoRA learns efficiently by two rates, ηB/ηA = Θ(n), and not by one.',
  place: 'motivation, from LoRA+',
  cases(runs: readonly ExponentRun[]) {
    const of = derivedFor(runs, 'efficient');
    return [descent, adam].flatMap((optimiser) => {
      const one = fromEach(of, optimiser).map(({ asked }) => asked);
      const two = of({ method: 'lora+', optimiser });
      return two && one.length > 0 ? [{ optimiser, one, two }] : [];
    });
  },
  holds: ({ one, two }) => lasts(two) && !one.some(lasts),
  name: ({ optimiser }) => optimiserTitles[optimiser],
  subject: 'the optimiser is',
});

export const starts = claim({
  id: 'lora-starts',
  says: 'LoRA with one rate for both factors cannot learn stably from any start, after a fixed number of steps of gradient descent.',
  place: 'motivation, after LoRA+; from which start is not stated',
  cases: (runs: readonly ExponentRun[]) => fromEach(derivedFor(runs, 'balanced'), descent),
  holds: ({ asked }) => asked.solution.forEver.length === 0,
  name: ({ name }) => name,
  subject: 'the start is',
});

export const theorem: TheoryClaim<ExponentRun> = {
  id: 'theorem-1',
  says: 'Theorem 1: a transformation-invariant optimiser learns efficiently.',
  place:
    'theorem 1, of an optimiser under which factors of one ΔW keep giving one ΔW; its proof rescales the factors against each other',
  judge(runs) {
    const own = derivedFor(runs, 'learning')({ method: 'singlora', optimiser: descent });
    return own && { verdict: own.solution.forEver.length > 0 ? 'holds' : 'does not hold' };
  },
};
