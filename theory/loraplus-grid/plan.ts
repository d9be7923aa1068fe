import type { Plan } from '@singlora/runner';
import { rateLattice, optimiserOf, toyMethodOf, type ToyMethod } from '@singlora/scaling';
import { z } from 'zod';
import type { ConfigOf } from '../record.ts';
import { count, counts, names, numbers, optimisers, seeds } from '../settings.ts';
import type { record } from './record.ts';

const range = () =>
  numbers().refine(
    (ends) => ends.length === 2 && (ends[0] ?? 0) < (ends[1] ?? 0),
    'not two powers of ten, the lower first, such as -5,-1',
  );

/** Every setting of the grid of rates; the keys are the command-line flags. */
export const gridSettings = z.strictObject({
  methods: names().describe('methods, comma separated: lora, lora-one-rate, singlora'),
  optimisers: optimisers(),
  widths: counts().describe('widths n; trends need at least three'),
  seeds: seeds().describe('seeds; trends need at least two'),
  steps: counts()
    .refine((steps) => steps.every((step, i) => step > (steps[i - 1] ?? 0)), 'not ascending')
    .describe('step counts at which losses are recorded, the last ends training'),
  rank: count().describe('rank r'),
  rangeA: range().describe("powers of ten that LoRA's rate for A goes from and to"),
  rangeB: range().describe("powers of ten that LoRA's rate for B goes from and to"),
  perDecade: count().describe('how many rates a power of ten, where there are two'),
  rangeSingle: range().describe('powers of ten that the rate goes from and to where there is one'),
  perDecadeSingle: count().describe('how many rates a power of ten, where there is one'),
});

export type GridSettings = z.infer<typeof gridSettings>;

/** A run's identity. */
export type GridRunConfig = ConfigOf<typeof record>;

/** One run a method and optimiser; each covers all widths, so that it holds its own trends. */
export function planGrids(settings: GridSettings, preset: string): Plan<GridRunConfig>[] {
  const { methods, optimisers, widths, seeds, steps, rank } = settings;
  return optimisers.flatMap((optimiser) =>
    methods.map((method) => {
      optimiserOf(optimiser);
      const rates = ratesOf(toyMethodOf(method), settings);
      return {
        label: `${method} · ${optimiser}`,
        config: { version: 1, method, optimiser, rank, widths, seeds, steps, rates, preset },
      };
    }),
  );
}

function ratesOf(method: ToyMethod, settings: GridSettings): Record<string, number[]> {
  const { rangeA, rangeB, perDecade, rangeSingle, perDecadeSingle } = settings;
  const names = Object.keys(method.rates);
  const single = names.length === 1;
  const ranges = single ? [rangeSingle] : [rangeA, rangeB];
  return Object.fromEntries(
    names.map((name, i) => {
      const [low = 0, high = 0] = ranges[i] ?? [];
      return [name, rateLattice(low, high, single ? perDecadeSingle : perDecade)];
    }),
  );
}
