import type { Experiment } from '@singlora/runner';
import { planSweep, type SweepRunConfig } from './plan.ts';
import { sweep } from './run.ts';
import { sweepSettings, type SweepSettings } from './settings.ts';
import { openWidthSession } from '../width-session.ts';
import { presets } from './presets.ts';

const check: Experiment<SweepSettings, SweepRunConfig> = {
  name: 'width-sweep',
  description:
    'Measures how the change of an adapter’s output, and its parts, grow with the width, and sets it beside the prediction.',
  settings: sweepSettings,
  presets,
  defaultPreset: 'default',
  plan: planSweep,
  prepare: (settings, context) => openWidthSession(sweep, context),
};

export default check;
