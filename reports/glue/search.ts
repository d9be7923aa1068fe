import { distinctBy, groupBy, omit } from '@singlora/reporting';
import { estimate, type Estimate } from '@singlora/statistics';
import { glueScore, holdout, type GlueRunConfig } from '@singlora/records';
import { configNumber, isScored, type GlueRun } from './run.ts';
import { variantConfig, type Setting, type Variant } from './setting.ts';

/** What trials at one rate scored on the rows held out of the training rows. */
export interface RateTrial {
  readonly rate: number;
  /** Over the trials' seeds; absent where all diverged. */
  readonly score?: Estimate;
  /** With one seed, what the choice of held-out rows brings. */
  readonly standardError: number;
  /** How many trials ran, the diverged included. */
  readonly trials: number;
  readonly diverged: number;
}

/** The search for a variant's learning rate. */
export interface RateSearch {
  readonly variant: Variant;
  /** As its runs were trained. */
  readonly chosen: number;
  /** By rate. */
  readonly rates: readonly RateTrial[];
  readonly trials: number;
  readonly holdoutRows: number | undefined;
  /** that a trial trained on */
  readonly trainRows: number | undefined;
  /** Whether no rate beyond the chosen one was tried on one of its sides. */
  readonly atEdge: boolean;
}

/** By the rate, the purpose and what is predicted besides, a trial differs from the results that it serves. */
const differing: readonly (keyof GlueRunConfig)[] = ['learningRate', 'purpose', 'submission'];

const served = (run: GlueRun['record']) => omit(variantConfig(run), differing);

/** The searches behind a setting's results, one a variant whose rate was searched for and whose trials are recorded. */
export function searchesOf(
  { variants, runs, task, model }: Setting,
  trials: readonly GlueRun[],
): RateSearch[] {
  const assets = contentOf(runs[0]);
  const own = trials.filter(
    (trial) => trial.task === task && trial.model === model && contentOf(trial) === assets,
  );
  const isTrial = new Set(own);
  const firsts = variants.flatMap((variant) => variant.runs.slice(0, 1));
  const triedFor = new Map<GlueRun, readonly GlueRun[]>();
  for (const group of groupBy([...firsts, ...own], ({ record }) => served(record))) {
    const tried = group.filter((run) => isTrial.has(run));
    for (const run of group) triedFor.set(run, tried);
  }
  return variants.flatMap((variant) => {
    const [run] = variant.runs;
    return searchOf(variant, (run && triedFor.get(run)) ?? []) ?? [];
  });
}

const contentOf = (run: GlueRun | undefined) =>
  run?.record.assets
    .flatMap(({ id, sha256 }) => [id, ...Object.values(sha256)])
    .sort()
    .join(' ');

function searchOf(variant: Variant, tried: readonly GlueRun[]): RateSearch | undefined {
  const chosen = configNumber(variant.config, 'learningRate');
  if (chosen === undefined || tried.length === 0) return undefined;
  const once = distinctBy(tried, ({ seed, record: { config } }) => [
    seed,
    configNumber(config, 'learningRate'),
  ]);
  const rates = groupBy(once, ({ record: { config } }) => configNumber(config, 'learningRate'))
    .flatMap((group) => rateTrial(group) ?? [])
    .sort((a, b) => a.rate - b.rate);
  const first = (key: string) => tried.flatMap(({ record: { summary } }) => summary[key] ?? [])[0];
  return {
    variant,
    chosen,
    rates,
    holdoutRows: first(glueScore.rows(holdout)),
    trainRows: first('trainRows'),
    trials: rates.reduce((sum, { trials: n }) => sum + n, 0),
    atEdge: rates.length > 1 && (rates[0]?.rate === chosen || rates.at(-1)?.rate === chosen),
  };
}

function rateTrial(group: readonly GlueRun[]): RateTrial | undefined {
  const ended = group.filter((run) => isScored(run) || run.diverged);
  const [first] = ended;
  const rate = first && configNumber(first.record.config, 'learningRate');
  if (rate === undefined) return undefined;
  const scored = ended.filter(isScored);
  const score = scored.length > 0 ? estimate(scored.map((run) => run.score)) : undefined;
  const [one] = scored;
  const own = glueScore.standardError(one?.splits[0] ?? '', one?.metrics[0] ?? '');
  return {
    rate,
    ...(score ? { score } : {}),
    standardError: score?.standardError ?? one?.record.summary[own] ?? NaN,
    trials: ended.length,
    diverged: ended.length - scored.length,
  };
}
