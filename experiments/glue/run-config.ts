import { glueRunConfig, type GlueRunConfig, type GlueTask } from '@singlora/records';
import { misuse, type RecordedAsset } from '@singlora/runner';
import { countSteps, type TrainingConfig } from '@singlora/training';
import { adapterOf } from '../training/adapter.ts';
import type { MethodAtRank } from '../training/methods.ts';
import { precisionOf, repeatingPrecision } from '../training/precision.ts';
import { adapterStepsOf } from '../training/training-config.ts';
import type { GlueSettings } from './settings.ts';

/** The fields that vary between the runs of an experiment. */
interface RunChoice extends Pick<GlueRunConfig, 'seed' | 'learningRate' | 'purpose' | 'search'> {
  readonly variant: MethodAtRank;
}

/** Throws CoreError for settings that the method cannot use. */
export function resolveGlueRun(
  { name: task, objective, metrics }: GlueTask,
  settings: GlueSettings,
  preset: string,
  { variant, ...choice }: RunChoice,
): GlueRunConfig {
  const {
    methods: _methods,
    seeds: _seeds,
    lr: _lr,
    data: _data,
    found: _found,
    ...own
  } = settings;
  return glueRunConfig.parse({
    ...own,
    ...choice,
    version: 3,
    task, // a user's own task by its title, not by its file
    objective,
    metrics,
    preset,
    adapter: adapterOf(settings.adapter, variant),
    precision: precisionOf(settings),
    submission: settings.submission && choice.purpose === 'result',
  });
}

/**
 * The settings that repeat a recorded run.
 * @param task the experiment's only task
 * @throws UsageError where the run is of another
 */
export function glueSettingsOf(config: GlueRunConfig, task = config.task): Partial<GlueSettings> {
  const {
    version: _version,
    objective: _objective,
    metrics: _metrics,
    preset: _preset,
    ...run
  } = config;
  const {
    task: own,
    adapter: recorded,
    seed,
    purpose,
    search,
    learningRate,
    precision,
    ...rest
  } = run;
  if (own !== task)
    throw misuse`--config: that run is of the task ${own}, and this experiment is of ${task}.`;
  const { method, ...adapter } = recorded;
  return {
    ...rest,
    adapter,
    ...(search && { search }),
    precision: repeatingPrecision(precision),
    methods: [method],
    seeds: [seed],
    lr: learningRate,
    found: { learningRate, purpose, search },
  };
}

/** The task of a recorded run in the form of `--task`: its name, or the file that describes it, with its recorded hash. */
export const taskOfRun = ({ task }: GlueRunConfig, assets: readonly RecordedAsset[]): string =>
  assets.flatMap(({ describedIn }) => describedIn ?? [])[0] ?? task;

export const glueTraining = (config: GlueRunConfig): TrainingConfig => ({
  ...adapterStepsOf(config),
  epochs: config.epochs,
  ...(config.maxSteps !== null && { maxSteps: config.maxSteps }),
  seed: config.seed,
});

/**
 * The number of a run's steps for this many training rows.
 * @throws UsageError where a trial would have no rows left
 */
export function stepCount(config: GlueRunConfig, rows: number): number {
  const { trainRows, spareRows, spareBy, purpose, search } = config;
  const atMost = (some: number | 'all' | 'rest', all: number) =>
    typeof some === 'number' ? Math.min(some, all) : all;
  const sampled = atMost(trainRows, spareBy === 'row' ? rows - spareRows : rows);
  if (purpose === 'trial' && search && search.holdoutRows >= sampled)
    throw misuse`A trial holds out --search.holdout-rows=${search.holdoutRows} of ${sampled} training rows, which leaves none. Hold out fewer, or give the rate by --lr.`;
  const trained =
    purpose === 'trial' && search
      ? atMost(search.trialRows, sampled - search.holdoutRows)
      : sampled;
  return countSteps(glueTraining(config), trained);
}
