import { alignedRate, factorModelOf, usualDecay } from '@singlora/scaling';
import { upTo } from '../ranges.ts';
import type { AxisPreset } from './record.ts';
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

/** The rate exponent at which a method's output changes by Θ(1) under Adam, with the readout of μP. */
const rateExponentOf = (method: string) => alignedRate(factorModelOf(method), -1) ?? 0;

const standard: CoordinateSettings = {
  measured: [],
  expect: [],
  failOn: [],
  quiet: false,
  families: ['residual-mlp-mup', 'residual-mlp-sp', 'transformer'],
  methods,
  optimisers: ['adam'],
  rate: 0.01,
  rateExponents: Object.fromEntries(methods.map((method) => [method, rateExponentOf(method)])),
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

/** Presets for what else grows in practice, or is set otherwise: one question each. */
const axes: Record<AxisPreset, CoordinateSettings> = {
  rank: {
    ...standard,
    families: ['residual-mlp-mup'],
    methods: [...two, 'rslora'],
    rateExponents: Object.fromEntries(
      [...two, 'rslora'].map((method) => [method, rateExponentOf(method)]),
    ),
    known: false,
    rankExponent: 1,
  },
  depth: {
    ...standard,
    families: ['deep-scaled-mlp', 'deep-residual-mlp'],
    methods: two,
    rateExponents: -1 / 2,
    known: false,
    widths: [2, 4, 8, 16, 32],
  },
  batch: {
    ...standard,
    families: ['batch-mlp'],
    methods: two,
    rateExponents: 0,
    known: false,
    widths: [1, 4, 16, 64, 256],
  },
  decay: {
    ...standard,
    families: ['residual-mlp-mup'],
    methods: two,
    optimisers: ['adamw'],
    known: false,
    steps: 100,
    weightDecay: 0.1,
  },
  optimisers: {
    ...standard,
    families: ['residual-mlp-mup'],
    methods: two,
    optimisers: ['gd', 'scaled-gd', 'lora-rite'],
    rateExponents: 0,
    known: false,
    steps: 30,
  },
  transformer: {
    ...standard,
    families: ['transformer'],
    methods: [...two, 'lora+'],
    known: false,
    widths: [64, 128, 256, 512, 1024],
    seeds: upTo(3),
    steps: 200,
  },
  parametrisation: {
    ...standard,
    families: [
      ...['transformer', 'transformer-mup', 'token-network-sp', 'token-network-mup'],
      ...['cnn-sp', 'cnn-mup'],
    ],
    methods: ['whole', ...two],
    rateExponents: { whole: 0, singlora: -1 / 2, lora: -1 / 2 },
    known: false,
    widths: [64, 128, 256, 512],
    seeds: upTo(8),
  },
};

export const presets: Record<string, CoordinateSettings> = {
  default: standard,
  ...axes,
  full: { ...standard, widths: [...standard.widths, 2048], seeds: upTo(20) },
  smoke: {
    ...standard,
    families: ['residual-mlp-mup'],
    methods: ['singlora', 'lora'],
    widths: [32, 64, 128, 256],
    seeds: upTo(5),
    steps: 2,
  },
};
