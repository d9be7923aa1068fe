import {
  encoderNamed,
  glueRunConfig,
  gluePlans,
  mechanismPlans,
  knownWeights,
  paper,
  paperProtocol,
  plannedRun,
  tablePlans,
  tasks,
  type Candidate,
  type GluePlan,
  type GlueRunConfig,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';

import { parameterCount } from '../parameter-count.ts';
import { answers, makeRun, model, rowsOf, type Change } from '../recorded.test.support.ts';
import { decidingSplit } from './departure.ts';
import { mechanismExperiment, planExperiment } from './planned-runs.ts';

/** One run of a plan. */
export interface Planned extends Candidate {
  readonly task: TaskName;
  readonly seed: number;
}

/** The score of a run; NaN where it diverged. */
export type Scores = (run: Planned) => number;

const base = glueRunConfig.parse(makeRun().record.config);

/** Many tests make the same plan's runs, so each configuration is parsed once. */
const parsed = new Map<string, GlueRunConfig>();
function parse(own: object): GlueRunConfig {
  const key = JSON.stringify(own);
  const config = parsed.get(key) ?? glueRunConfig.parse(own);
  parsed.set(key, config);
  return config;
}

/**
 * All results of a plan, or those of its first seeds, with the trials of their rates as its
 * experiment records them; every floor is 0.35.
 */
export function plannedRuns(
  scoreOf: Scores,
  {
    name = 'top-two',
    seeds = Infinity,
    rates,
    chosen = 1e-3,
    rightOf = () => 70,
    hundreds = 1,
    primary = false,
  }: {
    readonly name?: string;
    readonly seeds?: number;
    readonly rates?: readonly number[];
    /** The rate that all results have. */
    readonly chosen?: number;
    /** How many rows in a hundred a run predicts right. */
    readonly rightOf?: Scores;
    /** How many hundreds of rows there are, all alike. */
    readonly hundreds?: number;
    /** Whether to make only the runs of the primary comparison. */
    readonly primary?: boolean;
  } = {},
): Change[] {
  const isMechanism = name in mechanismPlans;
  const plan = { ...gluePlans, ...tablePlans, ...mechanismPlans }[name] as GluePlan;
  const { search } = plan;
  const candidates = primary ? [plan.primary.against, plan.primary.candidate] : plan.candidates;
  const tried = rates ?? search?.rates ?? [];
  const { projections, layers, weights, hiddenSize, parameters } = modelOf(plan);
  const adapted = plan.adaptLayers === 'all' ? layers : plan.adaptLayers;
  return (Object.entries(plan.tasks) as [TaskName, PlannedTask][]).flatMap(([task, rows]) =>
    candidates.flatMap((candidate): Change[] => {
      const run = plannedRun(plan, task);
      const given = plan.paper && paperProtocol(plan.paper, task).learningRates[candidate.method];
      const rate = search ? chosen : (given?.rate ?? NaN);
      const config = {
        ...base,
        ...run.training,
        task,
        metrics: tasks[task].metrics,
        objective: tasks[task].objective,
        preset: isMechanism ? 'top-two' : name,
        model: plan.model,
        adaptLayers: plan.adaptLayers,
        adapter: {
          ...base.adapter,
          ...(plan.paper && run.adapter),
          method: candidate.method,
          r: candidate.rank,
          lora_alpha: run.scale * candidate.rank,
          ...(candidate.start && { init: candidate.start, ramp: 'none' }),
        },
        search: search && {
          rates: tried,
          seeds: search.seeds,
          holdoutRows: rows.holdoutRows,
          trialRows: search.trialRows,
          wider: false,
        },
        batchSize: plan.batchSize,
        precision: plan.precision,
        epochs: rows.epochs,
        trainRows: rows.trainRows,
        spareRows: rows.spareRows,
        ...(plan.spareBy && { spareBy: plan.spareBy }),
        evalRows: 'all',
        maxSteps: null,
      };
      const adapter =
        parameterCount(candidate.method, { projections, layers: adapted }, candidate.rank) ?? NaN;
      const head = (hiddenSize + 1) * Math.max(1, tasks[task].labels.length);
      const sizes = {
        adapterParameters: adapter,
        trainableParameters: adapter + head,
        totalParameters: parameters + head,
      };
      const change = (purpose: 'trial' | 'result', seed: number, learningRate: number): Change => {
        const own = { ...config, purpose, seed, learningRate };
        return {
          experiment: isMechanism ? mechanismExperiment : planExperiment,
          method: candidate.method,
          seed,
          config: parse(own),
          assets: [{ ...model, id: plan.model, sha256: weights }, rowsOf(task)],
          summary: sizes,
        };
      };
      const trials = tried.flatMap((rate) =>
        (search?.seeds ?? []).map((seed) => ({
          ...change('trial', seed, rate),
          score: rate === chosen ? 0.7 : 0.6,
        })),
      );
      const results = plan.seeds.slice(0, seeds).map((seed) => {
        const one = { ...candidate, task, seed };
        const score = scoreOf(one);
        const { trainRows } = rows;
        const all = trainRows === 'all' ? tasks[task].splits.train.rows! : trainRows;
        const scored = {
          [`${decidingSplit(task, rows)}/rows`]: rows.spareRows || tasks[task].splits.dev[0].rows!,
        };
        return {
          ...change('result', seed, rate),
          score,
          summary: { ...sizes, trainRows: all, ...(Number.isNaN(score) ? {} : scored) },
          predicted: Array.from({ length: hundreds }, () => answers(rightOf(one), seed)).flat(),
        };
      });
      return [...results, ...trials];
    }),
  );
}

/** A plan's model, its weights by SHA-256. */
function modelOf({ model: id, paper: name }: GluePlan) {
  if (name) {
    const { projections, layers } = paper.models[name];
    const weights = Object.fromEntries(
      knownWeights[name][0]?.map((hash, i) => [`${i}`, hash]) ?? [],
    );
    return { projections, layers, weights, hiddenSize: 768, parameters: 1e8 };
  }
  const encoder = encoderNamed(id);
  if (!encoder) throw new Error(`${id} is not known by its weights`);
  const square = [encoder.hiddenSize, encoder.hiddenSize] as const;
  return {
    ...encoder,
    projections: [square, square],
    weights: { weights: encoder.weights[0] ?? '' },
  };
}
