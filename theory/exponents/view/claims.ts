import { decide } from '@singlora/reporting';
import { exponentText } from '../../report/words.ts';
import { derivedFor, lasts } from './derived.ts';
import { ratesText } from './rates-text.ts';
import { efficient, starts, theorem } from './lora-claims.ts';
import { adam, descent, evidenceOf, has, said, type Row } from './row.ts';
import { optimisers } from './subject.ts';

const claimed = -1 / 2;

const logTime: Row = {
  id: 'log-time',
  says: 'SingLoRA learns stably by construction, where the number of steps may grow as log n: at some rate Δf becomes Θ(1) and stays so.',
  place: 'its argument for one matrix, read over a number of steps that grows with the width',
  judge(runs) {
    const of = derivedFor(runs, 'learning');
    const cases = [descent, adam].flatMap(
      (optimiser) => of({ method: 'singlora', optimiser }) ?? [],
    );
    if (cases.length === 0) return undefined;
    const bounded = derivedFor(runs, 'stable')({ method: 'singlora', optimiser: descent });
    const largest =
      bounded?.solution.largest.map((c) => (c === null ? 'none' : exponentText(c))) ?? [];
    return {
      ...decide(cases, lasts, ({ run }) => optimisers[run.config.optimiser], 'the optimiser is'),
      evidence: evidenceOf([
        ...cases.map((one) => said(`SingLoRA under ${optimisers[one.run.config.optimiser]}`, one)),
        largest.length > 0
          ? [
              `by gradient descent Δf is bounded for t = 1, 2, … steps up to c = ${largest.join(', ')}`,
            ]
          : [],
        ...[descent, adam].map((optimiser) =>
          said(`plain LoRA under ${optimisers[optimiser]}`, of({ method: 'lora', optimiser })),
        ),
      ]),
    };
  },
};

const readout: Row = {
  id: 'readout',
  says: 'The rate η = Θ(n^−1/2) gives stable feature learning by gradient descent, where a readout of entries n^−1/2 follows the layer.',
  place: 'analysis of f = (W₀ + u·a·aᵀ)x, read of a network’s output',
  judge(runs) {
    const wanted = { optimiser: descent, signal: 'readout' };
    const own = derivedFor(runs, 'network')({ method: 'singlora', ...wanted });
    const bounded = derivedFor(runs, 'stable')({ method: 'singlora', ...wanted });
    if (!own || !bounded) return undefined;
    const { forEver, logTime: later } = own.solution;
    const times = [
      { name: 'fixed', holds: has(forEver, claimed) },
      {
        name: 'of order log n',
        holds: has(forEver, claimed) || later.some(({ rate }) => rate === claimed),
      },
    ];
    return {
      ...decide(
        times,
        ({ holds }) => holds,
        ({ name }) => name,
        'the number of steps is',
      ),
      evidence: evidenceOf([
        [
          `Δf stays bounded at any fixed number of steps for ${ratesText(bounded.solution.forEver)}`,
        ],
        said('the network’s output changes by Θ(1)', own),
        said('plain LoRA', derivedFor(runs, 'network')({ method: 'lora', ...wanted })),
      ]),
    };
  },
};

const normalised: Row = {
  id: 'normalised',
  says: 'With normalised gradients (Adam, sign descent) the rate η = Θ(n^−1/2) gives Δf = Θ(1).',
  place: 'the same analysis at its fairest, since everything is trained with AdamW',
  judge(runs) {
    const of = derivedFor(runs, 'learning');
    const own = ['error', 'mean-error', 'readout', 'mup-readout'].flatMap(
      (signal) => of({ method: 'singlora', optimiser: adam, signal }) ?? [],
    );
    if (own.length === 0) return undefined;
    const short = of({ method: 'singlora', optimiser: adam, inputExponent: -1 / 2 });
    return {
      ...decide(
        own,
        ({ solution }) => has(solution.forEver, claimed),
        ({ run }) => run.config.signal,
        'the signal is',
      ),
      evidence: evidenceOf([
        ...own.slice(0, 1).map((one) => said('SingLoRA', one)),
        said('on an input of norm Θ(1), not Θ(√n)', short),
        said('plain LoRA', of({ method: 'lora', optimiser: adam })),
      ]),
    };
  },
};

export const claims: readonly Row[] = [logTime, readout, normalised, efficient, starts, theorem];
