import { openTask } from '@singlora/glue';
import {
  glueRunConfig,
  type GlueRunConfig,
  type PaperModelName,
  paperProtocol,
  type TaskName,
} from '@singlora/records';
import { inStages, type Experiment } from '@singlora/runner';
import { glueStage } from './plan.ts';
import { gluePresets } from './presets.ts';
import { settleAdapter } from '../training/adapter.ts';
import { fitPrecision } from '../training/precision.ts';
import { openGlueSession } from './session.ts';
import { glueSettingsOf, taskOfRun } from './run-config.ts';
import {
  glueSettings,
  usualGlueFlags,
  type GlueChanges,
  type GlueSettings,
  taskSetting,
} from './settings.ts';

/** What all experiments with GLUE runs share. */
export const sharedByGlue = {
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
  /** the paper's model that another one stands in for; RoBERTa base unless given */
  readonly paperModel?: PaperModelName;
  /** how the `laptop` preset differs from the one that all tasks share */
  readonly laptop?: GlueChanges;
}

/** The settings, and the task if a flag gives it. */
type Settings = GlueSettings & { readonly task?: string };

/** Where the paper's protocol is that a plan of its tables has. */
const ofTable = (table: string) =>
  `The paper's own runs are those of its ${table}: npx nx run experiments:${table.replace(' ', '-')}`;

const noTask = (usual: string) =>
  `Task     ${usual}, as --task is not given: --task=my-task.json names a file that describes your own`;

/** An experiment that fine-tunes adapters on one task. */
export function glueExperiment(
  options: GlueExperimentOptions,
): Experiment<Settings, GlueRunConfig> {
  const { task: fixed, paperModel = 'roberta-base', description } = options;
  const usual = 'mnli';
  const protocol = paperProtocol(paperModel, fixed ?? usual);
  const taskIn = ({ task = usual }: Settings) => openTask(fixed ?? task);
  return {
    ...sharedByGlue,
    name: options.name ?? fixed ?? 'task',
    description,
    settings: fixed
      ? glueSettings
      : glueSettings.extend({
          task: taskSetting.optional().describe(`${taskSetting.description} (default: ${usual})`),
        }),
    usual: fixed ? usualGlueFlags : { task: 'task', ...usualGlueFlags },
    settingsOf: (config, assets) => ({
      ...glueSettingsOf(config, fixed),
      ...(!fixed && { task: taskOfRun(config, assets) }),
    }),
    presets: gluePresets(protocol, options.laptop),
    ...(fixed &&
      protocol.reported !== null && { otherPresets: { paper: ofTable(protocol.reported) } }),
    ...(!fixed && {
      needs: ({ task }: Settings) =>
        Promise.resolve({ told: task === undefined ? [noTask(usual)] : [], missing: [] }),
    }),
    ...inStages((settings: Settings, preset) => [glueStage(taskIn(settings), settings, preset)]),
    prepare: (settings, context) =>
      openGlueSession(taskIn(settings), paperModel, settings, context),
  };
}
