import { decide, type Finding, format } from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import type { Claim } from '../../report/view.ts';
import { isSquare, runText, type InvarianceRun } from './subject.ts';
import { sizeText } from './table.ts';

const singlora = (runs: readonly InvarianceRun[]) =>
  runs.filter(({ config }) => config.method === 'singlora' && config.change === 'rotation');

/** Under which optimisers all runs give the same update, or none does, and with what numbers. */
function invarianceOf(runs: readonly InvarianceRun[], wanted: boolean): Finding | undefined {
  const [first] = runs;
  if (!first) return undefined;
  const { optimisers, seeds, steps } = first.config;
  const verdictsOf = (name: string) =>
    runs.flatMap(({ result }) => result.verdicts.filter(({ optimiser }) => optimiser === name));
  const most = optimisers.map((name) => {
    const differences = verdictsOf(name).map(({ difference }) => difference ?? Infinity);
    return `${optimiserTitle(name)} ${sizeText(Math.max(...differences))}`;
  });
  const floors = runs.flatMap(({ result }) => result.verdicts.map(({ floor }) => floor ?? 0));
  return {
    ...decide(
      optimisers,
      (name) => verdictsOf(name).every(({ invariant }) => invariant === wanted),
      optimiserTitle,
      'the optimiser is',
    ),
    evidence: `The most that two updates are apart, relative to their movement: ${most.join(', ')}; rounding alone makes up to ${sizeText(Math.max(...floors))}. ${format.listing([...new Set(runs.map(runText))])}; ${format.plural(seeds.length, 'seed')}, ${format.plural(steps, 'step')}.`,
  };
}

const square: Claim<InvarianceRun> = {
  id: 'invariance',
  says: 'Training is invariant under transformations: A and A·Q, which are the same update, stay the same update.',
  place: 'theorem 2, for a step of gradient descent; every experiment of the paper uses AdamW',
  judge: (runs) => invarianceOf(singlora(runs).filter(isSquare), true),
};

const truncated: Claim<InvarianceRun> = {
  id: 'invariance-truncated',
  says: 'The same holds for weights that are not square, with the truncated factor.',
  place: 'theorem 3',
  judge: (runs) =>
    invarianceOf(
      singlora(runs).filter((run) => !isSquare(run)),
      true,
    ),
};

const loraScale: Claim<InvarianceRun> = {
  id: 'lora-scale',
  says: 'LoRA lacks it: (k·B, A/k) is the same update as (B, A), and trains into another.',
  place: 'motivation of the invariance',
  judge: (runs) =>
    invarianceOf(
      runs.filter(({ config }) => config.method === 'lora' && config.change === 'scaling'),
      false,
    ),
};

export const claims: readonly Claim<InvarianceRun>[] = [square, truncated, loraScale];
