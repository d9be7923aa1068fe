import { claim } from '../../report/claim.ts';
import type { TheoryClaim } from '../../report/view.ts';
import {
  adam,
  derivedFor,
  descent,
  holds,
  lasts,
  optimiserTitle,
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
  name: optimiserTitle,
  subject: 'the optimiser is',
});

const readout = claim({
  id: 'readout',
  says: 'The rate η = Θ(n^−1/2) gives stable feature learning by gradient descent, where a readout of entries n^−1/2 follows the layer.',
  place: 'the analysis, read of a network’s output',
  cases(runs: readonly ExponentRun[]) {
    const own = derivedFor(
      runs,
      'network',
    )({
      method: 'singlora',
      optimiser: descent,
      signal: 'readout',
    });
    if (!own) return [];
    const { forEver, logTime: later } = own.solution;
    const fixed = holds(forEver, claimed);
    const reached = fixed || later.some(({ rate }) => rate === claimed);
    return [
      { name: 'fixed', reached: fixed },
      { name: 'of order log n', reached },
    ];
  },
  holds: ({ reached }) => reached,
  name: ({ name }) => name,
  subject: 'the number of steps is',
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
});

export const exponentClaims: readonly TheoryClaim<ExponentRun>[] = [
  logTime,
  readout,
  normalised,
  efficient,
  twoRates,
  starts,
  theorem,
];
