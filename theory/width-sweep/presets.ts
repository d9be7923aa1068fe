import { powersOfTwo, upTo } from '../ranges.ts';
import { weightStartsPreset, type SweepAxisPreset } from './record.ts';
import type { SweepSettings } from './settings.ts';

const standard: SweepSettings = {
  families: ['linear-toy', 'linear-toy-batch', 'two-layer', 'residual-mlp-mup'],
  methods: ['singlora', 'lora', 'lora+', 'dora', 'signed-singlora', 'singlora-dora', 'symlora'],
  optimisers: ['gd', 'adam', 'momentum', 'sign', 'adamw'],
  initExponents: [-0.5, 0, -0.25, -0.75, -1],
  starts: ['own', 'swapped'],
  growthExponents: [2],
  alphaExponents: [0],
  ramps: [0, 3],
  design: 'one-at-a-time',
  rateExponents: [-1.5, -1.25, -1, -0.75, -0.5, -0.25, 0],
  derivedRates: true,
  widths: powersOfTwo(6, 12),
  seeds: upTo(5),
  steps: 10,
  rank: 8,
  alpha: 8,
  entryStep: 0.04,
  growth: 0.25,
};

/** SingLoRA and LoRA in the toy, with their usual starts. */
const two: SweepSettings = {
  ...standard,
  families: ['linear-toy'],
  methods: ['singlora', 'lora'],
  initExponents: [-0.5],
  starts: ['own'],
  ramps: [0],
};

/** Settings of the plan's four presets: with a scatter of logarithms of 0.16, 6 seeds up to this width detect n^±1/2 in 93 % of cases. */
const axis: SweepSettings = {
  ...two,
  optimisers: ['adam'],
  rateExponents: [-1, -0.5, 0],
  derivedRates: false,
  widths: powersOfTwo(6, 11),
  seeds: upTo(6),
};

/** The presets of ../plan.md: whether Δf keeps its size at the derived exponent, and not half a power of n away. */
const axes: Record<SweepAxisPreset, SweepSettings> = {
  alpha: { ...axis, alphaExponents: [1], rateExponents: [-2, -1.5, -1, -0.5] },
  /** Plain Adam for comparison, on the same seeds; β₂ only on the toy, as any third optimiser. */
  adam: {
    ...axis,
    families: ['linear-toy', 'residual-mlp-mup'],
    optimisers: ['adam', 'adam:epsilon=1', 'adam:beta2=0.5'],
    rateExponents: [-0.5, 0],
  },
  outputs: {
    ...axis,
    families: ['linear-toy-4n-outputs', 'linear-toy-quarter-outputs', 'linear-toy-8-outputs'],
  },
  steps: { ...axis, rateExponents: [-0.5], steps: 5000 },
};

/** The presets of the sweep; the page judges claims only on runs that match their preset. */
export const sweepPresets: Record<string, SweepSettings> = {
  default: standard,
  full: {
    ...standard,
    families: [...standard.families, 'residual-mlp-sp', 'transformer'],
    widths: powersOfTwo(6, 13),
    seeds: upTo(8),
    steps: 20,
  },
  /**
   * The paper's best case, with enough seeds to decide it. Behind a readout, a step is as large as
   * the single error that comes through it, so logarithms of Δf scatter by 0.65 over seeds. At the
   * three fitted widths, an interval of ±0.25 needs (2 · 0.65 / 0.25)² / (2 · ln² 2) = 28 seeds.
   */
  readout: {
    ...two,
    families: ['two-layer'],
    optimisers: ['gd'],
    widths: powersOfTwo(6, 11),
    seeds: upTo(32),
  },
  /**
   * Starts from the frozen weight. The derivation says that from such a start LoRA has SingLoRA's exponents: under Adam Δf = Θ(1)
   * only at c = −1/2, and by gradient descent at no c. SingLoRA's stay the same. This is refuted if under Adam Δf is not stable
   * at −1/2, or is stable 1/4 away from it, or if a slope of the first step differs from its expectation. From its usual start, 5
   * seeds up to this width left SingLoRA under Adam open, with an interval of ±0.11: hence 10.
   */
  [weightStartsPreset]: {
    ...two,
    optimisers: ['gd', 'adam'],
    starts: ['principal', 'qr'],
    design: 'cross',
    rateExponents: [-0.75, -0.5, -0.25],
    widths: powersOfTwo(6, 10),
    seeds: upTo(10),
  },
  ...axes,
  smoke: {
    ...two,
    optimisers: ['gd', 'adam'],
    rateExponents: [-1, -0.5, 0],
    derivedRates: false,
    widths: powersOfTwo(5, 8),
    seeds: upTo(3),
    steps: 3,
  },
};
