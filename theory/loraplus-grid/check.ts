import type { Experiment } from '@singlora/runner';
import { planGrids, type GridRunConfig, gridSettings, type GridSettings } from './plan.ts';
import { openGridSession } from './run.ts';

const standard: GridSettings = {
  methods: ['lora', 'lora-one-rate', 'singlora'],
  optimisers: ['gd'],
  widths: [100, 128, 256, 512, 1024], // LoRA+'s own 100, and from 128 on what it does not show
  seeds: [0, 1, 2],
  steps: [10, 50, 100, 200],
  rank: 4,
  rangeA: [-5, -1],
  rangeB: [-4, 2],
  perDecade: 3,
  rangeSingle: [-4, 0],
  perDecadeSingle: 8,
};

const presets: Record<string, GridSettings> = {
  default: standard,
  full: {
    ...standard,
    optimisers: ['gd', 'adam'],
    widths: [...standard.widths, 2048, 4096],
    seeds: [0, 1, 2, 3, 4],
    rangeA: [-5, 0], // Adam bears more
    perDecade: 5,
    perDecadeSingle: 16,
  },
  smoke: {
    ...standard,
    widths: [16, 32, 64],
    seeds: [0, 1],
    steps: [2, 4],
    rangeA: [-3, -1],
    rangeB: [-2, 0],
    perDecade: 1,
    rangeSingle: [-2, 0],
    perDecadeSingle: 1,
  },
};

const check: Experiment<GridSettings, GridRunConfig> = {
  name: 'loraplus-grid',
  description:
    "LoRA+'s heat map of two learning rates on its two-layer toy, at growing widths, beside LoRA and SingLoRA with one rate.",
  settings: gridSettings,
  presets,
  defaultPreset: 'default',
  plan: planGrids,
  prepare: (settings, context) => openGridSession(context),
};

export default check;
