import { format } from '@singlora/reporting';
import { optimiserTitle } from '../../optimisers.ts';
import type { Claim, Finding } from '../claim.ts';
import { either } from '../words.ts';
import { isSquare, runText, type InvarianceRun } from './subject.ts';
import { sizeText } from './table.ts';

const singlora = (runs: readonly InvarianceRun[]) =>
  runs.filter(({ config }) => config.method === 'singlora' && config.change === 'rotation');

/** Under which optimisers every one of the runs gives the same update, and with what numbers. */
function invarianceOf(runs: readonly InvarianceRun[]): Finding | undefined {
  const names = runs[0]?.config.optimisers ?? [];
  if (names.length === 0) return undefined;
  const verdictsOf = (name: string) =>
    runs.flatMap(({ result }) => result.verdicts.filter(({ optimiser }) => optimiser === name));
  const keeping = names.filter((name) => verdictsOf(name).every(({ invariant }) => invariant));
  const most = names.map((name) => {
    const differences = verdictsOf(name).map(({ difference }) => difference ?? Infinity);
    return `${optimiserTitle(name)} ${sizeText(Math.max(...differences))}`;
  });
  const floor = Math.max(
    ...runs.flatMap(({ result }) => result.verdicts.map((verdict) => verdict.floor ?? 0)),
  );
  const { seeds, steps } = runs[0]?.config ?? { seeds: [], steps: 0 };
  const evidence = `The most that two updates are apart, relative to their movement: ${most.join(', ')}; rounding alone makes up to ${sizeText(floor)}. ${format.listing([...new Set(runs.map(runText))])}; ${format.plural(seeds.length, 'seed')}, ${format.plural(steps, 'step')}.`;
  if (keeping.length === names.length) return { verdict: 'reproduced', evidence };
  if (keeping.length === 0) return { verdict: 'not reproduced', evidence };
  return {
    verdict: 'only if',
    condition: `the optimiser is ${either(keeping.map(optimiserTitle))}`,
    evidence,
  };
}

const square: Claim = {
  id: 'invariance',
  says: 'Training is invariant under transformations: A and A·Q, which are the same update, stay the same update.',
  place: 'theorem 2, for a step of gradient descent; every experiment of the paper uses AdamW',
  check: 'invariance',
  anchor: 'invariance',
  judge: ({ invariance: { runs } }) => invarianceOf(singlora(runs).filter(isSquare)),
};

const truncated: Claim = {
  id: 'invariance-truncated',
  says: 'The same holds for weights that are not square, with the truncated factor.',
  place: 'theorem 3',
  check: 'invariance',
  anchor: 'invariance',
  judge: ({ invariance: { runs } }) => invarianceOf(singlora(runs).filter((run) => !isSquare(run))),
};

const loraScale: Claim = {
  id: 'lora-scale',
  says: 'LoRA lacks it: (k·B, A/k) is the same update as (B, A), and trains into another.',
  place: 'motivation of the invariance',
  check: 'invariance',
  anchor: 'invariance',
  judge({ invariance: { runs } }) {
    const scaled = runs.filter(
      ({ config }) => config.method === 'lora' && config.change === 'scaling',
    );
    const found = invarianceOf(scaled);
    if (!found) return undefined;
    const lacking = scaled.flatMap(({ result }) => result.verdicts).filter((one) => !one.invariant);
    const all = scaled.flatMap(({ result }) => result.verdicts);
    const { evidence } = found;
    if (lacking.length === all.length) return { verdict: 'reproduced', evidence };
    if (lacking.length === 0) return { verdict: 'not reproduced', evidence };
    const names = [...new Set(lacking.map(({ optimiser }) => optimiserTitle(optimiser)))];
    return { verdict: 'only if', condition: `the optimiser is ${either(names)}`, evidence };
  },
};

export const invarianceClaims: readonly Claim[] = [square, truncated, loraScale];
