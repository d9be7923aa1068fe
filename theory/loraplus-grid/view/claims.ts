import { optimiserTitle } from '@singlora/records';
import { isAtEdge } from '@singlora/scaling/verdicts';
import { claim, follows } from '../../report/claim.ts';
import { inOrder, trendKinds, trendsOf, type GridRun } from './subject.ts';

/** The growth of the ratio of rates in one run, with the claimed one. */
function ratiosOf(run: GridRun) {
  return trendKinds.flatMap((kind) => {
    const { ratio: trend } = trendsOf(run, kind);
    const { ratio: claimed } = run.result.claimed;
    if (!trend || claimed === undefined) return [];
    const found = trend.points.flatMap(({ values }) => values).length;
    // Better rates, or larger ones that converge, may lie beyond those tried.
    const verdict = isAtEdge([trend], found)
      ? undefined
      : follows(trend, claimed, [0], trend.resolution);
    return [{ run, kind, trend, verdict }];
  });
}

const ratio = claim({
  id: 'two-rates',
  says: 'LoRA needs two rates, with ηB/ηA = Θ(n).',
  place: 'motivation, from LoRA+',
  cases(runs: readonly GridRun[]) {
    const own = inOrder(runs).filter(({ config }) => config.method === 'lora');
    return own.flatMap(ratiosOf);
  },
  holds: ({ verdict }) => verdict,
  name: ({ run, kind }) => `the ${kind} rates under ${optimiserTitle(run.config.optimiser)}`,
  subject: 'for',
});

export const claims = [ratio];
