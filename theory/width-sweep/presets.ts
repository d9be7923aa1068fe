import { powersOfTwo, upTo } from '../ranges.ts';
import { weightStartsPreset, type AxisPreset } from './record.ts';
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

/** SingLoRA and LoRA in the toy, from their usual start. */
const two: SweepSettings = {
  ...standard,
  families: ['linear-toy'],
  methods: ['singlora', 'lora'],
  initExponents: [-0.5],
  starts: ['own'],
  ramps: [0],
};

/** Settings of the plan's four presets: 6 seeds to this width call n^±1/2 so in 93 % of cases, where logarithms scatter by 0.16. */
const axis: SweepSettings = {
  ...two,
  optimisers: ['adam'],
  rateExponents: [-1, -0.5, 0],
  derivedRates: false,
  widths: powersOfTwo(6, 11),
  seeds: upTo(6),
};

/** The presets of ../plan.md: where Δf keeps its size as derived, and not half a power of n beside it. */
const axes: Record<AxisPreset, SweepSettings> = {
  alpha: { ...axis, alphaExponents: [1], rateExponents: [-2, -1.5, -1, -0.5] },
  /** Plain Adam stands beside, on the same seeds; β₂ on the toy alone, as a third optimiser is. */
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

/** The presets of the sweep; the page judges claims on runs that are as their preset says. */
export const presets: Record<string, SweepSettings> = {
  default: standard,
  full: {
    ...standard,
    families: [...standard.families, 'residual-mlp-sp', 'transformer'],
    widths: powersOfTwo(6, 13),
    seeds: upTo(8),
    steps: 20,
  },
  /**
   * The paper's best case, with seeds enough to decide it. Behind a readout a step is as large as the one error that comes through it, so
   * that logarithms of Δf scatter by 0.65 from seed to seed: at the three widths fitted an interval of ±0.25 takes
   * (2 · 0.65 / 0.25)² / (2 · ln² 2) = 28 seeds.
   */
  readout: {
    ...two,
    families: ['two-layer'],
    optimisers: ['gd'],
    widths: powersOfTwo(6, 11),
    seeds: upTo(32),
  },
  /**
   * Starts from the frozen weight. Derived: from such a start LoRA has SingLoRA's exponents, under Adam Δf = Θ(1) at c = −1/2 alone,
   * and by gradient descent at no c; SingLoRA's stay as they are. That is refuted if under Adam Δf is not stable at −1/2, or is stable
   * 1/4 beside it, or if a slope of the first step differs from what is expected of it. From its usual start, 5 seeds to this width
   * left SingLoRA under Adam open, by an interval of ±0.11: hence 10.
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
