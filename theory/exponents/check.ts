import type { Experiment } from '@singlora/runner';
import {
  planExponents,
  type ExponentRunConfig,
  exponentSettings,
  type ExponentSettings,
} from './plan.ts';
import { openExponentSession } from './run.ts';

const standard: ExponentSettings = {
  methods: ['singlora', 'lora', 'lora+', 'dora', 'singlora-dora', 'signed-singlora', 'symlora'],
  optimisers: ['gradient', 'constant'],
  signals: ['error', 'mean-error', 'readout', 'mup-readout'],
  initExponents: [-0.5, 0],
  starts: ['own', 'swapped', 'ones'],
  growthExponents: [2],
  inputExponents: [0, -0.5],
  outputs: ['width'],
  ramp: 0,
  decay: false,
  steps: 4,
  rateExponents: [-1.5, -1.25, -1, -0.75, -0.5, -0.25, 0],
  show: 'conclusions',
};

const presets: Record<string, ExponentSettings> = {
  default: standard,
  full: { ...standard, outputs: ['width', 'one'], steps: 8 },
  smoke: {
    ...standard,
    methods: ['singlora', 'lora'],
    signals: ['error'],
    initExponents: [-0.5],
    starts: ['own'],
    growthExponents: [2],
    inputExponents: [0],
    outputs: ['width', 'one'],
    steps: 2,
    show: 'derivation',
  },
};

const check: Experiment<ExponentSettings, ExponentRunConfig> = {
  name: 'exponents',
  description:
    'Derives how every quantity of a training step grows with the width, and solves for the learning rates that keep the output’s change of order 1.',
  settings: exponentSettings,
  presets,
  defaultPreset: 'default',
  plan: planExponents,
  prepare: (settings) => Promise.resolve(openExponentSession(settings)),
};

export default check;
