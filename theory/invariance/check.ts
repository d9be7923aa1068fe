import { optimiserOf, optimisers } from '@singlora/scaling';
import { list } from '@singlora/runner';
import { z } from 'zod';
import { checkExperiment } from '../experiment.ts';
import { count, positive, type ConfigOf } from '../record.ts';
import { upTo } from '../ranges.ts';
import { settingsOf } from '../settings.ts';
import { measured } from './measure.ts';
import { fields, record } from './record.ts';

const { method: _method, change: _change, factor: _factor, shape: _shape, ...shared } = fields;

const settings = z.strictObject({
  ...settingsOf(shared, []),
  rank: fields.rank.min(2).describe('adapter rank r; at rank 1 the only rotations are ±1'),
  factors: list(positive).describe('k: LoRA is also tried at (k·B, A/k), which is the same update'),
  width: count.describe('sides of the square weight'),
  longSide: count.describe('the longer side of the weights that are not square'),
});

type Settings = z.infer<typeof settings>;
type Axes = Pick<ConfigOf<typeof record>, 'method' | 'change' | 'factor' | 'shape'>;

const standard: Settings = {
  optimisers: [...optimisers.keys()],
  factors: [2, 4, 10],
  width: 64,
  longSide: 96,
  rank: 8,
  firstStep: 0.01,
  steps: 10,
  seeds: upTo(10),
};

export default checkExperiment<typeof record, Settings>({
  record,
  name: 'invariance',
  description:
    'Trains an adapter from two sets of parameters with the same update, such as A and A·Q, and compares what they become.',
  settings,
  presets: {
    default: standard,
    full: { ...standard, seeds: upTo(100) },
    smoke: { ...standard, factors: [2], width: 16, longSide: 24, steps: 3, seeds: upTo(2) },
  },
  /** SingLoRA rotated on a square weight and on both kinds of non-square ones (theorem 3); LoRA rotated and scaled for comparison. */
  plan({ width, longSide, factors, ...shared }, preset) {
    shared.optimisers.forEach(optimiserOf);
    const square: Axes['shape'] = [width, width];
    const rotated = { change: 'rotation', factor: null } as const;
    const cases: Axes[] = [
      { method: 'singlora', ...rotated, shape: square },
      { method: 'singlora', ...rotated, shape: [longSide, width] },
      { method: 'singlora', ...rotated, shape: [width, longSide] },
      { method: 'lora', ...rotated, shape: square },
      ...factors.map((factor): Axes => ({
        method: 'lora',
        change: 'scaling',
        factor,
        shape: square,
      })),
    ];
    return cases.map((axes) => ({ version: 1, preset, ...axes, ...shared }));
  },
  label({ method, change, factor, shape }) {
    const what = change === 'rotation' ? 'rotated' : `(k·B, A/k) with k = ${factor}`;
    return `${method} · ${what} · ${shape.join('×')}`;
  },
  open: () => measured,
  says: 'invariant under {invariant} of {optimisers} optimisers[, the others ≥ {smallestOther} apart], {seconds} s',
});
