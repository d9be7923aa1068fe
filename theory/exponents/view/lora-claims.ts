import { decide } from '@singlora/reporting';
import { derivedFor, lasts } from './derived.ts';
import { adam, descent, evidenceOf, said, type Row } from './row.ts';
import { optimisers } from './subject.ts';

export const efficient: Row = {
  id: 'efficient',
  says: 'SingLoRA learns efficiently as LoRA+ defines it: f, the inner feature and their changes are O(1), and δ₁ and δ₂ are Θ(1).',
  place: 'motivation, after LoRA+, whose notion it takes up',
  judge(runs) {
    const of = derivedFor(runs, 'efficient');
    const own = [descent, adam].flatMap((optimiser) => of({ method: 'singlora', optimiser }) ?? []);
    if (own.length === 0) return undefined;
    return {
      ...decide(own, lasts, ({ run }) => optimisers[run.config.optimiser], 'the optimiser is'),
      evidence: evidenceOf([
        ...own.map((one) => said(`SingLoRA under ${optimisers[one.run.config.optimiser]}`, one)),
        said('LoRA+ with a ratio ∝ n under Adam', of({ method: 'lora+', optimiser: adam })),
        said(
          'and with one ∝ n² by gradient descent',
          of({ method: 'lora+', optimiser: descent, growthExponent: 2 }),
        ),
      ]),
    };
  },
};

export const starts: Row = {
  id: 'lora-starts',
  says: 'LoRA with one rate for both factors cannot learn stably from any start, after a fixed number of steps of gradient descent.',
  place: 'motivation, after LoRA+; from which start is not stated',
  judge(runs) {
    const of = derivedFor(runs, 'balanced');
    const choices = [
      { name: 'A₀ of n^−1/2, B₀ = 0', initExponent: -1 / 2, start: 'own' },
      { name: 'A₀ of n^0, B₀ = 0', initExponent: 0, start: 'own' },
      { name: 'A₀ = 0, B₀ of n^−1/2', initExponent: -1 / 2, start: 'swapped' },
    ] as const;
    const cases = choices.flatMap(({ name, ...start }) => {
      const asked = of({ method: 'lora', optimiser: descent, ...start });
      return asked ? [{ name, asked }] : [];
    });
    if (cases.length < choices.length) return undefined;
    const single = [-1 / 2, 0].flatMap(
      (initExponent) => of({ method: 'singlora', optimiser: descent, initExponent }) ?? [],
    );
    const never =
      single.length > 0 && single.every(({ solution }) => solution.forEver.length === 0);
    return {
      ...decide(
        cases,
        ({ asked }) => asked.solution.forEver.length === 0,
        ({ name }) => name,
        'the start is',
      ),
      evidence: evidenceOf([
        ...cases.map(({ name, asked }) => said(`Δf, δ₁ and δ₂ are Θ(1) from ${name}`, asked)),
        said(
          'with B’s rate n² times A’s, from A₀ of n^−1/2',
          of({ method: 'lora+', optimiser: descent, growthExponent: 2 }),
        ),
        never
          ? [
              'SingLoRA’s one factor has one rate and one start: from n^−1/2 and from n^0 no c does it at a fixed number of steps',
            ]
          : [],
      ]),
    };
  },
};

export const theorem: Row = {
  id: 'theorem-1',
  says: 'Theorem 1: an optimiser whose updates do not depend on how the factors are parametrised learns efficiently.',
  place: 'theorem 1, whose proof rescales the factors against each other',
  judge(runs) {
    const own = derivedFor(runs, 'learning')({ method: 'singlora', optimiser: descent });
    if (!own) return undefined;
    return {
      verdict: own.solution.forEver.length > 0 ? 'reproduced' : 'not reproduced',
      evidence: `${evidenceOf([
        said('gradient descent is invariant on A Aᵀ, and its Δf is Θ(1)', own),
      ])} A single factor has no scale to set against another’s: A R Rᵀ Aᵀ = A Aᵀ needs an orthogonal R, and of scalars ±1 alone. So the proof’s step does not exist for it.`,
    };
  },
};
