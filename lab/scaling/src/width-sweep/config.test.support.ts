import type { SweepDesign } from './width-sweep.ts';

/** SingLoRA under Adam on the toy, without a ramp and from its own start. */
export const sweepConfig: SweepDesign = {
  family: 'linear-toy',
  method: 'singlora',
  declared: null,
  optimiser: 'adam',
  initExponent: -0.5,
  start: 'own',
  growthExponent: null,
  ramp: 0,
  rank: 8,
  alpha: 8,
  widths: [64, 128, 256, 512],
  seeds: [0, 1, 2],
  steps: 2,
  rateExponents: [-0.5],
  baseWidth: 64,
  entryStep: 0.04,
  growth: 0.25,
};
