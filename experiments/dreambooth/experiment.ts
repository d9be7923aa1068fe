import { dreamBoothRunConfig, type DreamBoothRunConfig } from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { followDreamBoothRuns, planDreamBoothRuns } from './plan.ts';
import { openDreamBoothSession, startForPictures } from './session.ts';
import { dreamBoothSettings, usualFlags, type DreamBoothSettings } from './settings.ts';
import { settingsOf } from './run-config.ts';
import { settleAdapter } from '../training/adapter.ts';
import { fitPrecision } from '../training/precision.ts';

/** An experiment that teaches a text-to-image model subjects. */
export const dreamBoothExperiment = (
  own: Pick<
    Experiment<DreamBoothSettings, DreamBoothRunConfig>,
    'name' | 'description' | 'presets'
  >,
): Experiment<DreamBoothSettings, DreamBoothRunConfig> => ({
  ...own,
  settings: dreamBoothSettings,
  usual: usualFlags,
  config: dreamBoothRunConfig,
  settingsOf,
  grid: [
    ...['adapter', 'lr', 'training.steps', 'training.batchSize', 'training.optimiser'],
    ...['training.schedule', 'training.warmupSteps', 'training.maxGradNorm'],
  ],
  settle: settleAdapter,
  defaultPreset: 'laptop',
  checkpoints: true,
  fit: (settings, context) =>
    fitPrecision(settings, context, { start: () => startForPictures(settings, context) }),
  plan: planDreamBoothRuns,
  follow: followDreamBoothRuns,
  prepare: openDreamBoothSession,
});
