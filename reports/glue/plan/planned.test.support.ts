import {
  glueRunConfig,
  gluePlans,
  tasks,
  type Candidate,
  type GluePlan,
  type GluePlanName,
  type PlannedTask,
  type TaskName,
} from '@singlora/records';
import { answers, type Change } from '../../recorded.test.support.ts';
import { makeRun } from '../../recorded.test.support.ts';
import { decidingSplit } from './departure.ts';
import { planExperiment } from './planned-runs.ts';

/** One run of a plan. */
export interface Planned extends Candidate {
  readonly task: TaskName;
  readonly seed: number;
}

/** What a run scores; NaN where it diverged. */
export type Scores = (run: Planned) => number;

const base = makeRun().record.config;

/** All results of a plan, or of its first seeds, as its experiment records them; every floor is 0.35. */
export function plannedRuns(
  scoreOf: Scores,
  {
    name = 'top-two',
    seeds = Infinity,
    rates,
    rightOf = () => 70,
  }: {
    readonly name?: GluePlanName;
    readonly seeds?: number;
    readonly rates?: readonly number[];
    /** Of a hundred rows, how many it has right. */
    readonly rightOf?: Scores;
  } = {},
): Change[] {
  const plan: GluePlan = gluePlans[name];
  return (Object.entries(plan.tasks) as [TaskName, PlannedTask][]).flatMap(([task, rows]) =>
    plan.seeds.slice(0, seeds).flatMap((seed) =>
      plan.candidates.map((candidate): Change => {
        const run = { ...candidate, task, seed };
        const { metrics, objective } = tasks[task];
        const config = {
          ...base,
          ...run,
          metrics,
          objective,
          purpose: 'result',
          preset: name,
          model: plan.model,
          adaptLayers: plan.adaptLayers,
          alpha: candidate.rank,
          learningRate: 1e-3,
          search: {
            rates: rates ?? plan.search.rates,
            seeds: plan.search.seeds,
            holdoutRows: rows.holdoutRows,
            trialRows: 'rest',
          },
          batchSize: plan.batchSize,
          epochs: rows.epochs,
          trainRows: rows.trainRows,
          spareRows: rows.spareRows,
          evalRows: 'all',
          maxSteps: null,
        };
        const score = scoreOf(run);
        return {
          experiment: planExperiment,
          method: candidate.method,
          seed,
          score,
          config: { ...config, ...glueRunConfig.parse(config) },
          summary: Number.isNaN(score)
            ? {}
            : {
                trainRows:
                  rows.trainRows === 'all' ? tasks[task].splits.train.rows : rows.trainRows,
                [`${decidingSplit(task, rows)}/rows`]: rows.spareRows || 2000,
              },
          predicted: answers(rightOf(run), seed),
        };
      }),
    ),
  );
}
