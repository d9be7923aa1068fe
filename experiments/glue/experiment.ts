import { openTask } from '@singlora/glue';
import {
  type GlueProtocol,
  glueRunConfig,
  type GlueRunConfig,
  paper,
  type TaskName,
} from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { followGlueRuns, planGlueRuns } from './plan.ts';
import { gluePresets } from './presets.ts';
import { settleAdapter } from '../training/adapter.ts';
import { fitPrecision } from '../training/precision.ts';
import { openGlueSession } from './session.ts';
import { settingsOf } from './run-config.ts';
import { glueSettings, usualFlags, type GlueChanges, type GlueSettings } from './settings.ts';
import { taskSetting } from './task-setting.ts';

interface GlueExperimentOptions {
  readonly name?: string;
  readonly description: string;
  readonly task?: TaskName;
  /** the paper's models for the task, by preset; the first is the one that others stand in for */
  readonly protocols: Readonly<Record<string, GlueProtocol>>;
  /** what the `laptop` preset changes of the one that all tasks share */
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
  const [first] = Object.values(options.protocols) as [GlueProtocol];
  return {
    name: options.name ?? fixed ?? 'task',
    description: `${options.description}${modelsText(options.protocols)}`,
    settings: fixed ? glueSettings : glueSettings.extend({ task: taskSetting.default(usual) }),
    usual: fixed ? usualFlags : { task: 'task', ...usualFlags },
    config: glueRunConfig,
    settingsOf: (config) => ({
      ...settingsOf(config, fixed),
      ...(!fixed && { task: config.task }),
    }),
    settle: settleAdapter,
    presets: gluePresets(options.protocols, options.laptop),
    defaultPreset: 'laptop',
    checkpoints: true,
    plan: (settings, preset) => planGlueRuns(taskIn(settings), settings, preset),
    follow: (settings, preset) => followGlueRuns(taskIn(settings), settings, preset),
    fit: fitPrecision,
    prepare: (settings, context) =>
      openGlueSession(taskIn(settings), first.model, settings, context),
  };
}

/** Which of the paper's models a preset is about, where there are several. */
function modelsText(protocols: GlueExperimentOptions['protocols']): string {
  const all = Object.entries(protocols);
  if (all.length === 1) return '';
  const said = all.map(
    ([preset, { model }]) => `--preset=${preset} is its ${paper.models[model].title}`,
  );
  return ` Of the paper's own models, ${said.join(', ')}.`;
}
