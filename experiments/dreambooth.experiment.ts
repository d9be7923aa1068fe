import type { DreamBoothRunConfig } from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { followDreamBoothRuns, planDreamBoothRuns } from './dreambooth/plan.ts';
import { dreamBoothPresets } from './dreambooth/presets.ts';
import { openDreamBoothSession } from './dreambooth/session.ts';
import { dreamBoothSettings, type DreamBoothSettings } from './dreambooth/settings.ts';

const experiment: Experiment<DreamBoothSettings, DreamBoothRunConfig> = {
  name: 'dreambooth',
  description:
    'Fine-tunes adapters on a few pictures of a subject, draws it in new places, and scores the pictures.',
  settings: dreamBoothSettings,
  presets: dreamBoothPresets,
  defaultPreset: 'laptop',
  checkpoints: true,
  plan: planDreamBoothRuns,
  follow: followDreamBoothRuns,
  prepare: openDreamBoothSession,
};

export default experiment;
