import { exponentText, ratesText } from '@singlora/statistics';
import { claim } from '../../report/claim.ts';
import type { Claim } from '../../report/view.ts';
import {
  adam,
  derivedFor,
  derivedText,
  descent,
  holds,
  lasts,
  optimiserOf,
  optimisers,
  said,
  saidByOptimiser,
  type ExponentRun,
} from './derived.ts';
import { efficient, starts, theorem, twoRates } from './lora-claims.ts';

const claimed = -1 / 2;

const logTime = claim({
  id: 'log-reach',
  says: 'In Θ(log n) steps Δf of SingLoRA becomes Θ(1) at some rate.',
  place: 'the argument for one matrix, over growing steps',
  cases(runs: readonly ExponentRun[]) {
    const of = derivedFor(runs, 'learning');
    return [descent, adam].flatMap((optimiser) => of({ method: 'singlora', optimiser }) ?? []);
  },
  holds: lasts,
  name: optimiserOf,
  subject: 'the optimiser is',
  evidence(cases, runs) {
    const of = derivedFor(runs, 'learning');
    const bounded = derivedFor(runs, 'stable')({ method: 'singlora', optimiser: descent });
    const largest =
      bounded?.solution.largest.map((c) => (c === null ? 'none' : exponentText(c))) ?? [];
    const text = `by gradient descent Δf is bounded for t = 1, 2, … steps up to c = ${largest.join(', ')}`;
    return derivedText(
      saidByOptimiser(cases),
      largest.length > 0 ? [text] : [],
      ...[descent, adam].map((optimiser) =>
        said(`plain LoRA under ${optimisers[optimiser]}`, of({ method: 'lora', optimiser })),
      ),
    );
  },
});

/** The runs that decide the readout's claim, by method. */
const behindReadout = (runs: readonly ExponentRun[], goal: string, method: string) =>
  derivedFor(runs, goal)({ method, optimiser: descent, signal: 'readout' });

const readout = claim({
  id: 'readout',
  says: 'The rate η = Θ(n^−1/2) gives stable feature learning by gradient descent, where a readout of entries n^−1/2 follows the layer.',
  place: 'the analysis, read of a network’s output',
  cases(runs: readonly ExponentRun[]) {
    const own = behindReadout(runs, 'network', 'singlora');
    const bounded = behindReadout(runs, 'stable', 'singlora');
    if (!own || !bounded) return [];
    const { forEver, logTime: later } = own.solution;
    const fixed = holds(forEver, claimed);
    const reached = fixed || later.some(({ rate }) => rate === claimed);
    const shared = { own, bounded };
    return [
      { name: 'fixed', reached: fixed, ...shared },
      { name: 'of order log n', reached, ...shared },
    ];
  },
  holds: ({ reached }) => reached,
  name: ({ name }) => name,
  subject: 'the number of steps is',
  evidence: ([first], runs) =>
    derivedText(
      first
        ? [
            `Δf stays bounded at every fixed number of steps for ${ratesText(first.bounded.solution.forEver)}`,
          ]
        : [],
      said('the network’s output changes by Θ(1)', first?.own),
      said('plain LoRA', behindReadout(runs, 'network', 'lora')),
    ),
});

const normalised = claim({
  id: 'normalised',
  says: 'With normalised gradients (Adam, sign descent) the rate η = Θ(n^−1/2) gives Δf = Θ(1), from entries of order n^−1/2 and on inputs with entries of order 1.',
  place: 'the same analysis at its fairest, since everything is trained with AdamW',
  cases(runs: readonly ExponentRun[]) {
    const of = derivedFor(runs, 'learning');
    return (['error', 'mean-error', 'readout', 'mup-readout'] as const).flatMap(
      (signal) => of({ method: 'singlora', optimiser: adam, signal }) ?? [],
    );
  },
  holds: ({ solution }) => holds(solution.forEver, claimed),
  name: ({ run }) => run.config.signal,
  subject: 'the signal is',
  evidence([first], runs) {
    const of = derivedFor(runs, 'learning');
    const short = of({ method: 'singlora', optimiser: adam, inputExponent: -1 / 2 });
    return derivedText(
      said('SingLoRA', first),
      said('on an input of norm Θ(1), not Θ(√n)', short),
      said('plain LoRA', of({ method: 'lora', optimiser: adam })),
    );
  },
});

export const claims: readonly Claim<ExponentRun>[] = [
  logTime,
  readout,
  normalised,
  efficient,
  twoRates,
  starts,
  theorem,
];
