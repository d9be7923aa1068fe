import { isDeepStrictEqual } from 'node:util';
import {
  areOfGlue,
  glueNumber,
  glueScore,
  paper,
  paperModelOfWeights,
  paperProtocol,
  plannedRun,
  spare,
  tasks,
  type Candidate,
  type GluePlan,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { pick, ownValue, type Config } from '@singlora/reporting/text';
import { adapterInWords, optimiserInWords } from '../settings-in-words.ts';
import { hashesOf } from '../recorded-run.ts';
import { departureText, isPapersStart, valueText } from '../words.ts';
import type { GlueRun } from './run.ts';

/** The split that decides the verdict on a task: its spare rows where the plan sets some apart, else its first dev split. */
export const decidingSplit = (task: TaskName, { spareRows }: PlannedTask): string =>
  spareRows > 0 ? spare : tasks[task].splits.dev[0].name;

/** The training settings of a plan's runs on a task, by the names that records use. */
function trainingIn(plan: GluePlan, task: TaskName) {
  const { training, adapter, scale } = plannedRun(plan, task);
  const { optimiser, ...others } = training;
  const { targets, adapterDropout, ...choices } = pick(
    adapterInWords({ method: '', r: NaN, lora_alpha: NaN, ...adapter }),
    ['targets', 'adapterDropout', 'ramp', 'init', 'lrRatio'],
  );
  return {
    training: { ...others, ...optimiserInWords(optimiser), targets, adapterDropout },
    choices,
    scale,
  };
}

/** Whether a run is a candidate's: it has its method, rank and start, or the paper's start where it names none. */
export const isOf = (
  { method, rank, start }: Candidate,
  run: Pick<GlueRun, 'method'> & { readonly config: Pick<GlueRun['config'], 'rank' | 'init'> },
): boolean =>
  method === run.method &&
  rank === run.config.rank &&
  (start ? run.config.init?.dist === start.dist : isPapersStart(run.config.init));

/** How a run departs from its plan, in words; undefined where it does not. */
export function departureOf(plan: GluePlan, task: TaskName, planned: PlannedTask, run: GlueRun) {
  const { config } = run;
  const { training, choices, scale } = trainingIn(plan, task);
  if (plan.paper !== undefined && paperModelOfWeights(hashesOf(run.record, 'model')) !== plan.paper)
    return `weights that are not known to be ${paper.models[plan.paper].title}’s`;
  if (plan.paper !== undefined && !areOfGlue(task, hashesOf(run.record, 'dataset')))
    return 'rows that are not known to be GLUE’s';
  const wanted: Config = {
    // The paper's model is recognised by its weights. The paper's half precision is not required.
    ...(plan.paper === undefined && { model: plan.model, precision: plan.precision }),
    adaptLayers: plan.adaptLayers,
    trainRows: planned.trainRows,
    spareRows: planned.spareRows,
    ...(plan.spareBy && { spareBy: plan.spareBy }),
    epochs: planned.epochs,
    batchSize: plan.batchSize,
    evalRows: 'all',
    maxSteps: null,
    ...training,
  };
  const departs = (key: string, value: unknown) =>
    departureText(key, ownValue(config, key) ?? null, value);
  for (const [key, value] of Object.entries(wanted)) {
    const why = departs(key, value);
    if (why !== undefined) return why;
  }
  if (!plan.seeds.includes(run.seed)) return `seed ${run.seed}`;
  const alike = plan.candidates.filter(
    ({ method, rank }) => method === run.method && rank === config.rank,
  );
  const [any] = alike;
  if (!any) return `${run.method} at rank ${valueText(config.rank)}`;
  const { start } = alike.find((candidate) => isOf(candidate, run)) ?? any;
  // One scale, α/r, for all.
  for (const [key, value] of Object.entries({
    alpha: scale * config.rank,
    ...choices,
    ...(start && { init: start, ramp: 0 }),
  })) {
    const why = (ownValue(config, key) ?? null) === null ? undefined : departs(key, value);
    if (why !== undefined) return why;
  }
  if (run.rows === 'built-in') return 'rows of our own making';
  const split = decidingSplit(task, planned);
  if (run.score !== undefined && run.splits[0] !== split) return `not scored on ${split}`;
  const missing = missingRows(task, planned, run);
  if (missing !== undefined) return missing;
  const why = plan.search
    ? searchDeparture(plan.search, planned, config.search)
    : rateDeparture(plan, task, run);
  return why ?? run.contradiction;
}

function rateDeparture(
  { paper: model }: GluePlan,
  task: TaskName,
  { method, config: { learningRate: rate, search } }: GlueRun,
): string | undefined {
  const stated = model && paperProtocol(model, task).learningRates[method]?.rate;
  if (search !== null) return 'a rate that was searched';
  return rate === stated ? undefined : `rate ${valueText(rate)}, not ${valueText(stated)}`;
}

/** Reports that more or fewer rows than planned were used for training or scoring: a source may lack some. */
function missingRows(
  task: TaskName,
  planned: PlannedTask,
  { score, record: { summary } }: GlueRun,
): string | undefined {
  const { train, dev } = tasks[task].splits;
  const trained = glueNumber(summary, 'trainRows');
  if (planned.trainRows === 'all' && trained !== train.rows)
    return `trained on ${valueText(trained)} rows, not ${valueText(train.rows)}`;
  const scored = summary[glueScore.rows(decidingSplit(task, planned))];
  const wanted = planned.spareRows > 0 ? planned.spareRows : dev[0].rows;
  // A run that diverged scored none.
  return score === undefined || scored === wanted
    ? undefined
    : `scored on ${valueText(scored)} rows, not ${valueText(wanted)}`;
}

function searchDeparture(
  { rates, seeds, trialRows }: NonNullable<GluePlan['search']>,
  { holdoutRows }: PlannedTask,
  own: GlueRun['config']['search'],
): string | undefined {
  if (own === null) return 'a rate that was given';
  const missed = rates.filter((rate) => !own.rates.includes(rate));
  if (missed.length > 0) return `a search without the rates ${valueText(missed)}`;
  if (!isDeepStrictEqual(own.seeds, seeds))
    return `a search with the seeds ${valueText(own.seeds)}`;
  if (own.holdoutRows !== holdoutRows)
    return `a search scored on ${valueText(own.holdoutRows)} rows`;
  return own.trialRows === trialRows
    ? undefined
    : `a search trained on ${valueText(own.trialRows)} rows`;
}
