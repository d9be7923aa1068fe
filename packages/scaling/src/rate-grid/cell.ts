import { mean } from '@singlora/statistics';

/** Learning rates by name. */
export type Rates = Readonly<Record<string, number>>;

/** The training examples, or the held-out ones. */
export type Split = 'train' | 'test';

/** One loss per seed; null where training diverged. */
export type SeedLosses = Readonly<Record<Split, readonly (number | null)[]>>;

/** The losses of training at some rates, at each recorded step count. */
export interface RateCell {
  readonly rates: Rates;
  readonly losses: readonly SeedLosses[];
}

/** A cell at one step count, on one split: one loss per seed. */
export interface RatedSeeds {
  readonly rates: Rates;
  readonly losses: readonly (number | null)[];
}

/** All cells at the step count of this index. */
export const cellsAt = (cells: readonly RateCell[], step: number, split: Split): RatedSeeds[] =>
  cells.map(({ rates, losses }) => ({ rates, losses: losses[step]?.[split] ?? [] }));

/** The rates that were tried, by name, ascending. */
export function triedRates(cells: readonly RatedSeeds[]): Record<string, number[]> {
  const names = Object.keys(cells[0]?.rates ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const rates = new Set(cells.map(({ rates }) => rates[name] ?? NaN));
      return [name, [...rates].sort((a, b) => a - b)];
    }),
  );
}

/** Whether a rate is the smallest or largest tried: a better one may lie outside. */
export const isEnd = (ascending: readonly number[] = [], rate: number | undefined): boolean =>
  rate === ascending[0] || rate === ascending.at(-1);

/** The mean over seeds; null where any seed diverged, since there is no mean. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const finite = values.filter((value) => value !== null);
  return finite.length < values.length || finite.length === 0 ? null : mean(finite);
}

/** The ratio of the second rate to the first: LoRA+'s ηB/ηA. Null for a single rate. */
export function ratioOf(rates: Rates): number | null {
  const [first, second] = Object.values(rates);
  return first === undefined || second === undefined ? null : second / first;
}

/** Rates evenly spaced on a log scale, including both ends: powers of ten from `low` to `high`. */
export function rateLattice(low: number, high: number, perDecade: number): number[] {
  // Integer step numbers, so that overlapping lattices share their rates exactly.
  const [first, last] = [Math.ceil(low * perDecade - 1e-9), Math.floor(high * perDecade + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number((10 ** ((first + i) / perDecade)).toPrecision(6)),
  );
}
