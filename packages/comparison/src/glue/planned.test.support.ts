import {
  encoderNamed,
  glueRunConfig,
  gluePlans,
  plannedTraining,
  tasks,
  type Candidate,
  type GluePlan,
  type GluePlanName,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { parameterCount } from '../parameter-count.ts';
import { answers, dataset, makeRun, model, type Change } from '../recorded.test.support.ts';
import { decidingSplit } from './departure.ts';
import { planExperiment } from './planned-runs.ts';

/** One run of a plan. */
export interface Planned extends Candidate {
  readonly task: TaskName;
  readonly seed: number;
}

/** What a run scores; NaN where it diverged. */
export type Scores = (run: Planned) => number;

const base = glueRunConfig.parse(makeRun().record.config);

/**
 * All results of a plan, or of its first seeds, and the trials of their rates as its experiment records them; every floor
 * is 0.35.
 */
export function plannedRuns(
  scoreOf: Scores,
  {
    name = 'top-two',
    seeds = Infinity,
    rates,
    chosen = 1e-3,
    rightOf = () => 70,
  }: {
    readonly name?: GluePlanName;
    readonly seeds?: number;
    readonly rates?: readonly number[];
    /** The rate that all results have. */
    readonly chosen?: number;
    /** Of a hundred rows, how many it has right. */
    readonly rightOf?: Scores;
  } = {},
): Change[] {
  const plan: GluePlan = gluePlans[name];
  const { search } = plan;
  const encoder = encoderNamed(plan.model);
  if (!encoder) throw new Error(`${plan.model} is not known by its weights`);
  const {
    hiddenSize,
    layers,
    parameters,
    weights: [weights],
  } = encoder;
  const adapted = plan.adaptLayers === 'all' ? layers : plan.adaptLayers;
  return (Object.entries(plan.tasks) as [TaskName, PlannedTask][]).flatMap(([task, rows]) =>
    plan.candidates.flatMap((candidate): Change[] => {
      const config = {
        ...base,
        ...plannedTraining,
        task,
        metrics: tasks[task].metrics,
        objective: tasks[task].objective,
        preset: name,
        model: plan.model,
        adaptLayers: plan.adaptLayers,
        adapter: {
          ...base.adapter,
          method: candidate.method,
          r: candidate.rank,
          lora_alpha: candidate.rank,
        },
        search: {
          rates: rates ?? search.rates,
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
        evalRows: 'all',
        maxSteps: null,
      };
      const square = [hiddenSize, hiddenSize] as const;
      const adapter =
        parameterCount(
          candidate.method,
          { projections: [square, square], layers: adapted },
          candidate.rank,
        ) ?? NaN;
      const head = (hiddenSize + 1) * Math.max(1, tasks[task].labels.length);
      const sizes = {
        adapterParameters: adapter,
        trainableParameters: adapter + head,
        totalParameters: parameters + head,
      };
      const change = (purpose: 'trial' | 'result', seed: number, learningRate: number): Change => {
        const own = { ...config, purpose, seed, learningRate };
        return {
          experiment: planExperiment,
          method: candidate.method,
          seed,
          config: glueRunConfig.parse(own),
          assets: [{ ...model, id: plan.model, sha256: { weights: weights ?? '' } }, dataset],
          summary: sizes,
        };
      };
      const trials = (rates ?? search.rates).flatMap((rate) =>
        search.seeds.map((seed) => ({
          ...change('trial', seed, rate),
          score: rate === chosen ? 0.7 : 0.6,
        })),
      );
      const results = plan.seeds.slice(0, seeds).map((seed) => {
        const run = { ...candidate, task, seed };
        const score = scoreOf(run);
        const { trainRows } = rows;
        const all = trainRows === 'all' ? tasks[task].splits.train.rows! : trainRows;
        const scored = {
          [`${decidingSplit(task, rows)}/rows`]: rows.spareRows || tasks[task].splits.dev[0].rows!,
        };
        return {
          ...change('result', seed, chosen),
          score,
          summary: { ...sizes, trainRows: all, ...(Number.isNaN(score) ? {} : scored) },
          predicted: answers(rightOf(run), seed),
        };
      });
      return [...results, ...trials];
    }),
  );
}
