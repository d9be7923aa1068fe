import { optimiserTitle } from '@singlora/records';
import { claim } from '../../report/claim.ts';
import { isSquare, type InvarianceRun } from './subject.ts';

/** A claim that under each optimiser all of some runs give the same update, or that none does. */
const invarianceClaim = (
  says: { readonly id: string; readonly says: string; readonly place: string },
  isOwn: (run: InvarianceRun) => boolean,
  wanted: boolean,
) =>
  claim({
    ...says,
    cases: (runs: readonly InvarianceRun[]) => {
      const all = runs.filter(isOwn).flatMap(({ result }) => result.verdicts);
      return [...new Set(all.map(({ optimiser }) => optimiser))].map((optimiser) => ({
        optimiser,
        verdicts: all.filter((verdict) => verdict.optimiser === optimiser),
      }));
    },
    // What diverged where only rounding differs says nothing.
    holds: ({ verdicts }) =>
      verdicts.some(({ floor }) => floor === null)
        ? undefined
        : verdicts.every(({ invariant }) => invariant === wanted),
    name: ({ optimiser }) => optimiserTitle(optimiser),
    subject: 'the optimiser, of those tried, is',
  });

const isRotated = ({ config }: InvarianceRun) =>
  config.method === 'singlora' && config.change === 'rotation';

export const invarianceClaims = [
  invarianceClaim(
    {
      id: 'invariance',
      says: 'Training is invariant under transformations: A and A·Q, one update, stay one update.',
      place: 'theorem 2, for a step of gradient descent; every experiment of the paper uses AdamW',
    },
    (run) => isRotated(run) && isSquare(run),
    true,
  ),
  invarianceClaim(
    {
      id: 'invariance-truncated',
      says: 'The same holds for weights that are not square, with the truncated factor.',
      place: 'theorem 3',
    },
    (run) => isRotated(run) && !isSquare(run),
    true,
  ),
  invarianceClaim(
    {
      id: 'lora-scale',
      says: 'LoRA lacks it: (k·B, A/k) is the same update as (B, A), and trains into another.',
      place: 'motivation of the invariance',
    },
    ({ config }) => config.method === 'lora' && config.change === 'scaling',
    false,
  ),
];
