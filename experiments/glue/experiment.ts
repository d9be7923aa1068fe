import { openTask } from '@singlora/glue';
import {
  type GlueProtocol,
  glueRunConfig,
  type GlueRunConfig,
  type TaskName,
} from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { followGlueRuns, planGlueRuns } from './plan.ts';
import { gluePresets } from './presets.ts';
import { settleAdapter } from '../training/adapter.ts';
import { fitPrecision } from '../training/precision.ts';
import { openGlueSession } from './session.ts';
import { settingsOf, taskOfRun } from './run-config.ts';
import {
  glueSettings,
  usualFlags,
  type GlueChanges,
  type GlueSettings,
  taskSetting,
} from './settings.ts';

/** The parts that every experiment with GLUE's runs has. */
export const glueRuns = {
  config: glueRunConfig,
  settle: settleAdapter,
  defaultPreset: 'laptop',
  checkpoints: true,
  fit: fitPrecision,
  grid: [
    ...['adapter', 'lr', 'optimiser', 'schedule', 'warmupSteps', 'maxGradNorm', 'batchSize'],
    ...['batches', 'epochs', 'maxSteps', 'trainRows', 'head', 'template'],
  ],
} as const;

interface GlueExperimentOptions {
  readonly name?: string;
  readonly description: string;
  readonly task?: TaskName;
  /** the protocol of the paper's model that others stand in for */
  readonly protocol: GlueProtocol;
  /** the changes of the `laptop` preset to the one that all tasks share */
  readonly laptop?: GlueChanges;
}

/** The settings, and the task where a flag says which. */
type Settings = GlueSettings & { readonly task?: string };

/** An experiment that fine-tunes adapters on one task. */
export function glueExperiment(
  options: GlueExperimentOptions,
): Experiment<Settings, GlueRunConfig> {
  const { task: fixed } = options;
  const usual = 'mnli';
  const taskIn = ({ task = usual }: Settings) => openTask(fixed ?? task);
  const { protocol, description } = options;
  return {
    ...glueRuns,
    name: options.name ?? fixed ?? 'task',
    description,
    settings: fixed ? glueSettings : glueSettings.extend({ task: taskSetting.default(usual) }),
    usual: fixed ? usualFlags : { task: 'task', ...usualFlags },
    settingsOf: (config, assets) => ({
      ...settingsOf(config, fixed),
      ...(!fixed && { task: taskOfRun(config, assets) }),
    }),
    presets: gluePresets(protocol, options.laptop),
    plan: (settings, preset) => planGlueRuns(taskIn(settings), settings, preset),
    follow: (settings, preset) => followGlueRuns(taskIn(settings), settings, preset),
    prepare: (settings, context) =>
      openGlueSession(taskIn(settings), protocol.model, settings, context),
  };
}
