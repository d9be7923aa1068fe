import { glueNumber, glueScore, holdout } from '@singlora/records';
import { omit } from '@singlora/reporting/text';
import { estimate } from '@singlora/statistics';
import { searchesOf, type RateSearch, type Trials } from '../search.ts';
import { isScored, trainedRowsOf, type GlueRun } from './run.ts';
import { variantConfig, type GlueSetting, type GlueVariant } from './setting.ts';
import type { GlueConfig } from '../settings-in-words.ts';

/** The settings in which a trial may differ from the results that it serves. */
const differing: readonly (keyof GlueConfig)[] = ['learningRate', 'purpose', 'submission'];

const glueTrials: Trials<GlueRun> = {
  rateOf: ({ config }) => config.learningRate,
  served: (run) => omit(variantConfig(run), differing),
  recordOf: ({ record }) => record,
  placeOf: ({ seed }) => seed,
  hasScore: isScored,
  diverged: (run) => run.diverged,
  problemOf: (trial, result) => {
    const { summary } = trial.record;
    const { search } = result.config;
    const rows = glueNumber(summary, 'trainRows') ?? NaN;
    const most = glueNumber(result.record.summary, 'trainRows') ?? NaN;
    const heldOut = summary[glueScore.rows(holdout)] ?? NaN;
    const trained = [trial, result].map(trainedRowsOf);
    if (search && !search.seeds.includes(trial.seed))
      return `its trials have the seed ${trial.seed}, which its search does not name`;
    const isApart = trained[0] === undefined || trained[0] !== trained[1];
    return trial.diverged || (isApart && rows + heldOut <= most)
      ? undefined
      : 'its trials were trained on rows that they were scored on';
  },
  wanted: ({ config: { search } }) =>
    search ? { rates: search.rates, trials: search.seeds.length } : undefined,
  lengthOf: ({ predictions, record: { summary } }) => [
    glueNumber(summary, 'trainRows'),
    glueNumber(summary, 'truncatedTrainRows'),
    glueNumber(summary, 'steps'),
    summary[glueScore.rows(holdout)],
    summary[glueScore.truncatedRows(holdout)] ?? null,
    predictions.read() !== undefined,
  ],
  scoreOf(runs) {
    const { mean, standardError } = estimate(runs.filter(isScored).map(({ score }) => score));
    const [first] = runs;
    const own = glueScore.standardError(first?.splits[0] ?? '', first?.metrics[0] ?? '');
    // For a single seed, the error due to the choice of held-out rows.
    return { mean, standardError: standardError ?? first?.record.summary[own] };
  },
};

/** The searches behind a setting's results, on the same rows and model. */
export function glueSearches(
  { variants, runs, task, model }: GlueSetting,
  trials: readonly GlueRun[],
): RateSearch<GlueVariant>[] {
  const assets = contentOf(runs[0]);
  const own = trials.filter(
    (trial) =>
      trial.task === task &&
      trial.model === model &&
      trial.contradiction === undefined &&
      contentOf(trial) === assets,
  );
  return searchesOf(variants, own, glueTrials);
}

const contentOf = (run: GlueRun | undefined) =>
  run?.record.assets
    .flatMap(({ id, sha256 }) => [id, ...Object.values(sha256)])
    .sort()
    .join(' ');
