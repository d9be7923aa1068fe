import type { Experiment } from '@singlora/runner';
import { planSweep, type SweepRunConfig } from './plan.ts';
import { sweep } from './run.ts';
import { sweepSettings, type SweepSettings } from './settings.ts';
import { openWidthSession } from '../width-session.ts';
import { powersOfTwo, upTo } from '../ranges.ts';

const standard: SweepSettings = {
  families: ['linear-toy', 'linear-toy-batch', 'two-layer', 'residual-mlp-mup'],
  methods: ['singlora', 'lora', 'lora+', 'dora', 'signed-singlora', 'singlora-dora', 'symlora'],
  optimisers: ['gd', 'adam', 'momentum', 'sign', 'adamw'],
  initExponents: [-0.5, 0, -0.25, -0.75, -1],
  ramps: [0, 3],
  design: 'one-at-a-time',
  rateExponents: [-1.5, -1.25, -1, -0.75, -0.5, -0.25, 0],
  widths: powersOfTwo(6, 12),
  seeds: upTo(5),
  steps: 10,
  rank: 8,
  alpha: 8,
  entryStep: 0.04,
  growth: 0.25,
};

const presets: Record<string, SweepSettings> = {
  default: standard,
  full: {
    ...standard,
    families: [...standard.families, 'residual-mlp-sp', 'transformer'],
    widths: powersOfTwo(6, 13),
    seeds: upTo(8),
    steps: 20,
  },
  smoke: {
    ...standard,
    families: ['linear-toy'],
    methods: ['singlora', 'lora'],
    optimisers: ['gd', 'adam'],
    initExponents: [-0.5],
    ramps: [0],
    rateExponents: [-1, -0.5, 0],
    widths: powersOfTwo(5, 8),
    seeds: upTo(3),
    steps: 3,
  },
};

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
