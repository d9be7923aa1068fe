import { sentence } from '@singlora/reporting';
import { cliffRounding, isAtEdge } from '@singlora/scaling/verdicts';
import { familyTitle, optimiserTitle } from '@singlora/records';
import { exponentText } from '@singlora/statistics';
import { claim, follows } from '../../report/claim.ts';
import { slopeText, spanText } from '../../report/words.ts';
import { subjectsOf, type TransferRun } from './subject.ts';

/** The exponent of the paper's rate. */
const claimed = -1 / 2;

const bestRate = claim({
  id: 'best-rate',
  says: 'The rate that is best follows the rate of the analysis, η = Θ(n^−1/2).',
  place: 'what the analysis would mean in practice',
  cases: (runs: readonly TransferRun[]) =>
    subjectsOf(runs).flatMap(({ title, runs: all }) =>
      all.filter(({ config }) => config.method === 'singlora').map((run) => ({ title, run })),
    ),
  // Undecided where the interval also reaches another prediction (a constant rate, or the exponent derived for the model), and
  // where better rates may lie beyond those tried.
  holds: ({ run: { config, result } }) =>
    result.exponent && !isAtEdge(result.optimum, config.widths.length * config.seeds.length)
      ? follows(widened(result.exponent, cliffRounding(result)), claimed, [
          0,
          result.predictedExponent,
        ])
      : undefined,
  name: ({ run: { config } }) =>
    `${familyTitle(config.family)} under ${optimiserTitle(config.optimiser)}`,
  subject: 'the model is',
  evidence: (cases) => {
    const each = cases.map(
      ({ title, run }) =>
        `${title}: the best rate of SingLoRA has slope ${slopeText(run.result.exponent)}, derived ${derivedText(run)}`,
    );
    const spans = cases.map(({ run }) => spanText(run.config));
    return `${sentence(each)} ${spans[0]}.`;
  },
});

const widened = ({ low, high }: { low: number; high: number }, by: number) => ({
  low: low - by,
  high: high + by,
});

const derivedText = ({ result: { predictedExponent } }: TransferRun) =>
  predictedExponent === null ? 'nothing' : exponentText(predictedExponent);

export const claims = [bestRate];
