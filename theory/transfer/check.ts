import type { Experiment } from '@singlora/runner';
import {
  planTransfer,
  type TransferRunConfig,
  transferSettings,
  type TransferSettings,
} from './plan.ts';
import { transfer } from './run.ts';
import { openWidthSession } from '../width-session.ts';
import { upTo } from '../ranges.ts';

const standard: TransferSettings = {
  families: ['residual-mlp-mup', 'two-layer'],
  methods: ['singlora', 'singlora-scaled', 'lora', 'lora+'],
  optimisers: ['adam'],
  widths: [64, 128, 256, 512, 1024],
  seeds: upTo(8),
  steps: 60,
  lowest: -12,
  highest: -3,
  perOctave: 2,
  rank: 8,
  alpha: 8,
};

const presets: Record<string, TransferSettings> = {
  default: standard,
  full: {
    ...standard,
    methods: [
      ...standard.methods,
      'lora+16',
      'signed-singlora-scaled',
      'singlora-dora-scaled',
      'symlora-scaled',
    ],
    widths: [...standard.widths, 2048],
    seeds: upTo(10),
    lowest: -14,
  },
  smoke: {
    ...standard,
    families: ['two-layer'],
    methods: ['singlora', 'singlora-scaled'],
    widths: [16, 32, 64],
    seeds: upTo(3),
    steps: 10,
    lowest: -8,
    perOctave: 1,
  },
};

const check: Experiment<TransferSettings, TransferRunConfig> = {
  name: 'transfer',
  description:
    'Finds the best learning rate at growing widths, and what a rate tuned on a small model costs a large one.',
  settings: transferSettings,
  presets,
  defaultPreset: 'default',
  plan: planTransfer,
  prepare: (settings, context) => openWidthSession(transfer, context),
};

export default check;
