import type { Plan } from '@singlora/runner';
import { rateLattice, optimiserOf, toyMethodOf, type ToyMethod } from '@singlora/scaling';
import type { GridSettings } from './settings.ts';

/** A run's identity. */
export interface GridRunConfig {
  readonly method: string;
  readonly optimiser: string;
  readonly rank: number;
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly steps: readonly number[];
  /** Learning rates by name: every combination is trained. */
  readonly rates: Readonly<Record<string, readonly number[]>>;
  readonly preset: string;
}

/** One run a method and optimiser; each covers all widths, so that it holds its own trends. */
export function planGrids(settings: GridSettings, preset: string): Plan<GridRunConfig>[] {
  const { methods, optimisers, widths, seeds, steps, rank } = settings;
  return optimisers.flatMap((optimiser) =>
    methods.map((method) => {
      optimiserOf(optimiser);
      const rates = ratesOf(toyMethodOf(method), settings);
      return {
        label: `${method} · ${optimiser}`,
        config: { method, optimiser, rank, widths, seeds, steps, rates, preset },
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
