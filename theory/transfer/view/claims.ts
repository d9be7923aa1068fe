import { cliffRounding, isAtEdge } from '@singlora/scaling/verdicts';
import { familyTitle, optimiserTitle } from '@singlora/records';
import { claim, follows } from '../../report/claim.ts';
import { transferSubjects, type TransferRun } from './subject.ts';

/** The exponent of the paper's rate. */
const claimed = -1 / 2;

const bestRate = claim({
  id: 'best-rate',
  says: 'The rate that is best follows the rate of the analysis, η = Θ(n^−1/2).',
  place: 'what the analysis would mean in practice',
  cases: (runs: readonly TransferRun[]) =>
    transferSubjects(runs).flatMap(({ runs: all }) =>
      all.filter(({ config }) => config.method === 'singlora'),
    ),
  // Undecided where the interval also reaches another prediction (a constant rate, or the exponent derived for the model), and
  // where better rates may lie beyond those tried.
  holds: ({ config, result }) =>
    result.exponent && !isAtEdge(result.optimum, config.widths.length * config.seeds.length)
      ? follows(widened(result.exponent, cliffRounding(result)), claimed, [
          0,
          result.predictedExponent,
        ])
      : undefined,
  name: ({ config }) => `${familyTitle(config.family)} under ${optimiserTitle(config.optimiser)}`,
  subject: 'the model is',
});

const widened = ({ low, high }: { low: number; high: number }, by: number) => ({
  low: low - by,
  high: high + by,
});

export const transferClaims = [bestRate];
