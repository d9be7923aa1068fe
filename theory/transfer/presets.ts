import { upTo } from '../ranges.ts';
import type { TransferSettings } from './settings.ts';

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

/** The plan of the encoder (see plan.md): its name is the preset's. */
export const encoderPlan = {
  ...standard,
  families: ['encoder', 'encoder-mup'],
  methods: ['singlora', 'lora'],
  seeds: upTo(12),
  steps: 20,
  lowest: -11,
  highest: -4,
  perOctave: 1,
} satisfies TransferSettings;

export const transferPresets = {
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
  encoder: encoderPlan,
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
} satisfies Record<string, TransferSettings>;
