import type { RandomStream } from '@singlora/runtime';
import { bootstrap, middle95 } from '@singlora/statistics';
import { isEnd, meanOf, ratioOf, triedRates, type RatedSeeds, type Rates } from './cell.ts';

export interface RatedLoss {
  readonly rates: Rates;
  readonly loss: number;
}

/** LoRA+ draws every pair of rates within 1 % of the best. */
const ridgeWidth = 0.01;

/**
 * The best of a grid of rates, and the best of the cells with all rates equal, null where none converged. Null where every
 * cell diverged.
 */
export function optimumOf(cells: readonly RatedSeeds[], random: RandomStream) {
  const rated = cells.flatMap(({ rates, losses }): RatedLoss[] => {
    const loss = meanOf(losses);
    return loss === null ? [] : [{ rates, loss }];
  });
  const best = lowest(rated);
  if (!best) return null;
  const isAlike = ({ rates }: RatedLoss) => new Set(Object.values(rates)).size === 1;
  const tried = triedRates(cells);
  return {
    best,
    atEdge: Object.entries(best.rates).some(([name, rate]) => isEnd(tried[name], rate)),
    ridge: rated.filter(({ loss }) => loss <= best.loss * (1 + ridgeWidth)),
    oneRate: lowest(rated.filter(isAlike)) ?? null,
    ratio: ratioInterval(best.rates, cells, random),
  };
}

/** The best rates for a single seed; undefined where it diverged in every cell. */
export function bestForSeed(cells: readonly RatedSeeds[], seed: number): Rates | undefined {
  const rated = cells.flatMap(({ rates, losses }): RatedLoss[] => {
    const loss = losses[seed];
    return typeof loss === 'number' ? [{ rates, loss }] : [];
  });
  return lowest(rated)?.rates;
}

/**
 * The largest value of each rate at which one seed converged while the other rates were the
 * smallest tried: each rate's own limit of stability. Undefined where a rate has none.
 */
export function stableForSeed(cells: readonly RatedSeeds[], seed: number): Rates | undefined {
  const names = Object.keys(cells[0]?.rates ?? {});
  const smallest = (name: string) => Math.min(...cells.map(({ rates }) => rates[name] ?? NaN));
  const stable = names.map((name) => {
    const others = names.filter((one) => one !== name).map((one) => [one, smallest(one)] as const);
    const alone = cells.filter(
      ({ rates, losses }) =>
        losses[seed] !== null && others.every(([one, rate]) => rates[one] === rate),
    );
    return [name, Math.max(...alone.map(({ rates }) => rates[name] ?? NaN))] as const;
  });
  return stable.every(([, rate]) => Number.isFinite(rate)) ? Object.fromEntries(stable) : undefined;
}

function lowest(rated: readonly RatedLoss[]): RatedLoss | undefined {
  return rated.reduce<RatedLoss | undefined>(
    (best, one) => (best && best.loss <= one.loss ? best : one),
    undefined,
  );
}

/**
 * The best ratio and a 95 % bootstrap interval that always contains it. Seeds and cells are both drawn with replacement, so the
 * interval covers what other seeds would have preferred, and other cells that are about as good.
 */
function ratioInterval(best: Rates, cells: readonly RatedSeeds[], random: RandomStream) {
  const value = ratioOf(best);
  if (value === null) return null;
  const seeds = cells[0]?.losses.length ?? 0;
  const winners = bootstrap([seeds, cells.length], random, 999, (drawnSeeds, drawnCells) => {
    let winner: { ratio: number; loss: number } | undefined;
    for (const k of drawnCells) {
      const loss = meanOf(Array.from(drawnSeeds, (seed) => cells[k]?.losses[seed] ?? null));
      const ratio = ratioOf(cells[k]?.rates ?? {});
      if (loss !== null && ratio !== null && !(winner && winner.loss <= loss)) {
        winner = { ratio, loss };
      }
    }
    return winner?.ratio ?? [];
  });
  const ratios = winners.flat();
  const [low, high] = ratios.length > 0 ? middle95(ratios) : [value, value];
  return { value, low: Math.min(low, value), high: Math.max(high, value) };
}
