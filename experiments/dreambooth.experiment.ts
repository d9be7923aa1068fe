import { dreamBoothRunConfig, type DreamBoothRunConfig } from '@singlora/records';
import { inStages, misuse, type Experiment } from '@singlora/runner';
import { dreamBoothStage } from './dreambooth/plan.ts';
import { dreamBoothPresets } from './dreambooth/presets.ts';
import { dreamBoothSettingsOf } from './dreambooth/run-config.ts';
import { openDreamBoothSession, startForPictures } from './dreambooth/session.ts';
import {
  dreamBoothSettings,
  usualDreamBoothFlags,
  type DreamBoothSettings,
} from './dreambooth/settings.ts';
import { settleAdapter } from './training/adapter.ts';
import { fitPrecision } from './training/precision.ts';

/** Teaches a text-to-image model subjects. */
const experiment: Experiment<DreamBoothSettings, DreamBoothRunConfig> = {
  name: 'dreambooth',
  description:
    'Fine-tunes adapters on a few pictures of a subject, draws it in new places, and scores the pictures.',
  presets: dreamBoothPresets,
  settings: dreamBoothSettings,
  usual: usualDreamBoothFlags,
  config: dreamBoothRunConfig,
  settingsOf: dreamBoothSettingsOf,
  grid: [
    ...['adapter', 'lr', 'training.steps', 'training.batchSize', 'training.optimiser'],
    ...['training.schedule', 'training.warmupSteps', 'training.maxGradNorm'],
  ],
  settle: (chosen, given) => {
    const unused = ['subjects', 'data'].find((name) => given.has(name));
    if (given.has('subject') && unused !== undefined)
      throw misuse`--${unused}: leave it out with --subject, whose folder has all pictures.`;
    return settleAdapter(chosen, given);
  },
  defaultPreset: 'laptop',
  checkpoints: true,
  fit: (settings, context) =>
    fitPrecision(settings, context, { start: () => startForPictures(settings, context) }),
  ...inStages((settings: DreamBoothSettings, preset) => [dreamBoothStage(settings, preset)]),
  prepare: openDreamBoothSession,
};

export default experiment;
