import { decide, sentence } from '@singlora/reporting';
import { familyTitle, optimiserTitle } from '@singlora/records';
import type { Claim } from '../../report/view.ts';
import { slopeText } from '../../report/words.ts';
import { dataText, subjectsOf, type TransferRun } from './subject.ts';
import { reaches } from './table.ts';

/** The exponent of the paper's rate. */
const claimed = -1 / 2;

/** Whether the best rate follows the claimed one; undefined where its interval also holds a rate that stays. */
function follows({ result: { exponent } }: TransferRun): boolean | undefined {
  if (!exponent || (reaches(exponent, claimed) && reaches(exponent, 0))) return undefined;
  return reaches(exponent, claimed);
}

const bestRate: Claim<TransferRun> = {
  id: 'best-rate',
  says: 'The rate that is best follows the rate of the analysis, η = Θ(n^−1/2).',
  place: 'what the analysis of f = (W₀ + u·a·aᵀ)x would mean in practice',
  judge(runs) {
    const own = subjectsOf(runs).flatMap(({ title, runs: all }) =>
      all
        .filter(({ config }) => config.method === 'singlora')
        .map((run) => ({ title, run, follows: follows(run) })),
    );
    const [first] = own;
    if (!first) return undefined;
    const each = own.map(
      ({ title, run }) =>
        `${title}: the best rate of SingLoRA has slope ${slopeText(run.result.exponent)}`,
    );
    const evidence = `${sentence(each)} ${dataText(first.run)}.`;
    return {
      ...decide(
        own,
        (one) => one.follows,
        ({ run: { config } }) =>
          `${familyTitle(config.family)} under ${optimiserTitle(config.optimiser)}`,
        'the model is',
      ),
      evidence,
    };
  },
};

export const claims: readonly Claim<TransferRun>[] = [bestRate];
