import { alignedRate, factorModelOf, usualDecay } from '@singlora/scaling';
import { upTo } from '../ranges.ts';
import type { CoordinateSettings } from './settings.ts';

const methods = [
  'singlora',
  'signed-singlora',
  'singlora-dora',
  'symlora',
  'lora',
  'lora+',
  'dora',
];

/** The rate exponents at which methods' outputs change by Θ(1) under Adam, with μP's readout. */
const ratesOf = (methods: readonly string[]) =>
  Object.fromEntries(
    methods.map((method) => [method, alignedRate(factorModelOf(method), -1) ?? 0]),
  );

const standard: CoordinateSettings = {
  families: ['residual-mlp-mup', 'residual-mlp-sp', 'transformer'],
  methods,
  optimisers: ['adam'],
  rate: 0.01,
  rateExponents: ratesOf(methods),
  known: true,
  widths: [64, 128, 256, 512, 1024],
  seeds: upTo(12),
  steps: 10,
  rank: 8,
  rankExponent: 0,
  alpha: 8,
  ramp: 0,
  weightDecay: usualDecay,
};

const two = ['singlora', 'lora'];

const axis: CoordinateSettings = {
  ...standard,
  families: ['residual-mlp-mup'],
  methods: two,
  known: false,
};

/** Presets for other growing or non-default settings in practice, one question each. */
const axes = {
  rank: {
    ...axis,
    methods: [...two, 'rslora'],
    rateExponents: ratesOf([...two, 'rslora']),
    rankExponent: 1,
  },
  depth: {
    ...axis,
    families: ['deep-scaled-mlp', 'deep-residual-mlp'],
    rateExponents: -1 / 2,
    widths: [2, 4, 8, 16, 32],
  },
  batch: { ...axis, families: ['batch-mlp'], rateExponents: 0, widths: [1, 4, 16, 64, 256] },
  decay: { ...axis, optimisers: ['adamw'], steps: 100, weightDecay: 0.1 },
  optimisers: {
    ...axis,
    optimisers: ['gd', 'scaled-gd', 'lora-rite'],
    rateExponents: 0,
    steps: 30,
  },
  transformer: {
    ...axis,
    families: ['transformer'],
    methods: [...two, 'lora+'],
    seeds: upTo(3),
    steps: 200,
  },
  parametrisation: {
    ...axis,
    families: [
      ...['transformer', 'transformer-mup', 'token-network-sp', 'token-network-mup'],
      ...['cnn-sp', 'cnn-mup'],
    ],
    methods: ['whole', ...two],
    rateExponents: { whole: 0, singlora: -1 / 2, lora: -1 / 2 },
    widths: [64, 128, 256, 512],
    seeds: upTo(8),
  },
} satisfies Record<string, CoordinateSettings>;

export type AxisPreset = keyof typeof axes;

export const coordinatePresets: Record<string, CoordinateSettings> = {
  default: standard,
  ...axes,
  full: { ...standard, widths: [...standard.widths, 2048], seeds: upTo(20) },
  smoke: {
    ...standard,
    families: ['residual-mlp-mup'],
    methods: two,
    widths: [32, 64, 128, 256],
    seeds: upTo(5),
    steps: 2,
  },
};
