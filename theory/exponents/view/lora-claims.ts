import { claim } from '../../report/claim.ts';
import type { Claim } from '../../report/view.ts';
import {
  adam,
  derivedFor,
  derivedText,
  descent,
  lasts,
  optimiserOf,
  optimisers,
  said,
  saidByOptimiser,
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
  name: optimiserOf,
  subject: 'the optimiser is',
  evidence(cases, runs) {
    const of = derivedFor(runs, 'efficient');
    const apart = of({ method: 'lora+', optimiser: descent, growthExponent: 2 });
    return derivedText(
      saidByOptimiser(cases),
      said('LoRA+ with a ratio ∝ n under Adam', of({ method: 'lora+', optimiser: adam })),
      said('and with one ∝ n² by gradient descent', apart),
      [
        'this is not invariant to α: with α ∝ n, entries of A from n^−1 and η ∝ n^−1 SingLoRA under Adam is efficient',
      ],
    );
  },
});

const choices = [
  { name: 'A₀ of n^−1/2, B₀ = 0', initExponent: -1 / 2, start: 'own' },
  { name: 'A₀ of n^0, B₀ = 0', initExponent: 0, start: 'own' },
  { name: 'A₀ = 0, B₀ of n^−1/2', initExponent: -1 / 2, start: 'swapped' },
] as const;

/** The derivations for LoRA with one rate, one for each of its starts; empty where one is not recorded. */
function fromEach(of: ReturnType<typeof derivedFor>, optimiser: keyof typeof optimisers) {
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
  name: ({ optimiser }) => optimisers[optimiser],
  subject: 'the optimiser is',
  evidence(cases, runs) {
    const of = derivedFor(runs, 'efficient');
    return derivedText(
      ...cases.flatMap(({ optimiser, one, two }) => [
        one.some(lasts)
          ? []
          : [`one rate under ${optimisers[optimiser]}: no c from any of ${choices.length} starts`],
        said(`a ratio ∝ n under ${optimisers[optimiser]}`, two),
        said(
          `one ∝ n² under ${optimisers[optimiser]}`,
          of({ method: 'lora+', optimiser, growthExponent: 2 }),
        ),
      ]),
    );
  },
});

export const starts = claim({
  id: 'lora-starts',
  says: 'LoRA with one rate for both factors cannot learn stably from any start, after a fixed number of steps of gradient descent.',
  place: 'motivation, after LoRA+; from which start is not stated',
  cases: (runs: readonly ExponentRun[]) => fromEach(derivedFor(runs, 'balanced'), descent),
  holds: ({ asked }) => asked.solution.forEver.length === 0,
  name: ({ name }) => name,
  subject: 'the start is',
  evidence(cases, runs) {
    const of = derivedFor(runs, 'balanced');
    const single = [-1 / 2, 0].flatMap(
      (initExponent) => of({ method: 'singlora', optimiser: descent, initExponent }) ?? [],
    );
    const never =
      single.length > 0 && single.every(({ solution }) => solution.forEver.length === 0);
    const text =
      'SingLoRA’s one factor has one rate and one start: from n^−1/2 and from n^0 no c does it at a fixed number of steps';
    const apart = of({ method: 'lora+', optimiser: descent, growthExponent: 2 });
    return derivedText(
      ...cases.map(({ name, asked }) => said(`Δf, δ₁ and δ₂ are Θ(1) from ${name}`, asked)),
      said('with B’s rate n² times A’s, from A₀ of n^−1/2', apart),
      never ? [text] : [],
    );
  },
});

export const theorem: Claim<ExponentRun> = {
  id: 'theorem-1',
  says: 'Theorem 1: a transformation-invariant optimiser learns efficiently.',
  place:
    'theorem 1, of an optimiser under which factors of one ΔW keep giving one ΔW; its proof rescales the factors against each other',
  judge(runs) {
    const own = derivedFor(runs, 'learning')({ method: 'singlora', optimiser: descent });
    if (!own) return undefined;
    const text = derivedText(
      said('gradient descent is invariant on A Aᵀ, and its Δf is Θ(1)', own),
    );
    return {
      verdict: own.solution.forEver.length > 0 ? 'holds' : 'does not hold',
      evidence: `${text} A single factor has no scale to set against another’s: A R Rᵀ Aᵀ = A Aᵀ needs an orthogonal R, and of scalars ±1 alone. So the proof’s step does not exist for it.`,
    };
  },
};
