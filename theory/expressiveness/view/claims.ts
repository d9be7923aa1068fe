import { type ClaimDecision, decide, format } from '@singlora/reporting';
import { claim } from '../../report/claim.ts';
import type { TheoryClaim } from '../../report/view.ts';
import {
  bestRates,
  medianOf,
  paperRate,
  fitSubjects,
  targetTitle,
  type FitRun,
  type FitSubject,
} from './subject.ts';

type Pair = ReturnType<typeof pairsOf>[number];

/** Pairs in which SingLoRA has `times` LoRA's rank. */
function pairsOf(subject: FitSubject, runs: readonly FitRun[], times: number) {
  const of = (method: string) => runs.filter(({ config }) => config.method === method);
  return of('lora').flatMap((lora) =>
    of('singlora')
      .filter(({ config }) => config.rank === times * lora.config.rank)
      .map((singlora) => ({ subject, singlora, lora })),
  );
}

/** Whether SingLoRA's final loss is lower beyond the spread of seeds: its upper quartile is below LoRA's lower one. Undefined for one seed. */
const isLower = ({ singlora, lora }: Pair) =>
  singlora.config.seeds.length < 2
    ? undefined
    : (singlora.result.loss.high ?? Infinity) < (lora.result.loss.low ?? Infinity);

const figure1: TheoryClaim<FitRun> = {
  id: 'figure-1',
  says: 'With as many parameters SingLoRA fits a synthetic attention better than LoRA.',
  place: 'figure 1, SingLoRA at twice LoRA’s rank',
  see: { title: 'Synthetic attention', anchor: 'attention' },
  judge(runs) {
    const subjects = fitSubjects(runs).filter(({ kind }) => kind === 'attention');
    const own = (at: (subject: FitSubject) => readonly FitRun[], times: number) =>
      subjects.flatMap((subject) => pairsOf(subject, at(subject), times));
    const papers = (subject: FitSubject) =>
      subject.runs.filter(({ config }) => config.rate === paperRate);
    const best = (subject: FitSubject) => bestRates(subject.runs);
    const asDrawn = own(papers, 2);
    const isPapers = asDrawn.length > 0;
    const [equal, rank] = isPapers ? [asDrawn, own(papers, 1)] : [own(best, 2), own(best, 1)];
    const tuned = isPapers ? own(best, 2) : [];
    if (equal.length === 0) return undefined;
    return verdictOf(equal, rank, tuned);
  },
};

/** Lower with as many parameters; is it also lower at equal rank, and at each method's best rate? */
function verdictOf(
  equal: readonly Pair[],
  rank: readonly Pair[],
  tuned: readonly Pair[],
): ClaimDecision {
  const named = ({ subject, lora }: Pair) =>
    [`${subject.title.toLowerCase()} with LoRA’s rank`, String(lora.config.rank)] as const;
  const decided = decide(equal, isLower, named, 'it is');
  if (decided.verdict === 'does not hold' || decided.verdict === 'undecided') return decided;
  // If it is not lower in the first place, the two questions are meaningless.
  const won = equal.filter(isLower);
  const isOpen = (pairs: readonly Pair[]) =>
    pairs.some(
      (pair) =>
        !isLower(pair) &&
        won.some(
          ({ subject, lora }) =>
            subject.title === pair.subject.title && lora.config.rank === pair.lora.config.rank,
        ),
    );
  const conditions = [
    decided.condition,
    isOpen(rank) && 'SingLoRA has twice the rank',
    isOpen(tuned) && `both train at rate ${format.setting(paperRate)}`,
  ].filter((condition) => typeof condition === 'string');
  return conditions.length === 0
    ? { verdict: 'holds' }
    : { verdict: 'only if', condition: conditions.join(', and ') };
}

/** A matrix counts as fitted below this share of the error. */
const fitted = 0.1;

/** SingLoRA against a LoRA that fits a target update, both at their largest rank. */
function fittedPairs(subject: FitSubject) {
  const [pair] = pairsOf(subject, bestRates(subject.runs), 1).sort(
    (a, b) => b.lora.config.rank - a.lora.config.rank,
  );
  const problem = pair?.lora.config.problem;
  if (!pair || problem?.problem !== 'matrix' || medianOf(pair.lora) >= fitted) return [];
  return [{ ...pair, wanted: targetTitle(problem.target) }];
}

const definite = claim({
  id: 'one-matrix',
  says: 'One matrix is enough: A Aᵀ can take the place of B A.',
  place: 'method, the form of the update',
  see: { title: 'Negative eigenvalues', anchor: 'definite' },
  cases: (runs: readonly FitRun[]) => fitSubjects(runs).flatMap(fittedPairs),
  holds: ({ singlora }) => medianOf(singlora) < fitted,
  name: ({ wanted }) => wanted,
  subject: 'the wanted update is',
});

export const expressivenessClaims: readonly TheoryClaim<FitRun>[] = [figure1, definite];
