import type { Experiment } from '@singlora/runner';
import { optimisers } from '@singlora/scaling';
import {
  planInvariance,
  type InvarianceRunConfig,
  invarianceSettings,
  type InvarianceSettings,
} from './plan.ts';
import { openInvarianceSession } from './run.ts';
import { upTo } from '../ranges.ts';

const standard: InvarianceSettings = {
  optimisers: [...optimisers.keys()],
  factors: [2, 4, 10],
  width: 64,
  longSide: 96,
  rank: 8,
  firstStep: 0.01,
  steps: 10,
  seeds: upTo(10),
};

const presets: Record<string, InvarianceSettings> = {
  default: standard,
  full: { ...standard, seeds: upTo(100) },
  smoke: { ...standard, factors: [2], width: 16, longSide: 24, steps: 3, seeds: upTo(2) },
};

const check: Experiment<InvarianceSettings, InvarianceRunConfig> = {
  name: 'invariance',
  description:
    'Trains an adapter from two sets of parameters with the same update, such as A and A·Q, and compares what they become.',
  settings: invarianceSettings,
  presets,
  defaultPreset: 'default',
  plan: planInvariance,
  prepare: (_settings, context) => openInvarianceSession(context),
};

export default check;
