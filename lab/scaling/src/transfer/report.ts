import { estimate as estimateOfMean, mean } from '@singlora/statistics';
import { familyOf } from '../models/families.ts';
import { slopeOf } from '../slopes/slope.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { interpolatedBestRate, type BestRate } from './best-rate.ts';
import { contenderOf } from './contender.ts';
import { ratesOf, type RateLosses, type TransferConfig } from './rate-losses.ts';

/** The result of {@link rateTransfer}; its fields are those of the check's record. */
export type TransferReport = ReturnType<typeof rateTransfer>;

/** The report on one method's losses. */
export function transferReport(config: TransferConfig, units: readonly RateLosses[]) {
  const { widths, seeds, method } = config;
  const { variant, predicted } = contenderOf(
    method,
    familyOf(config.family),
    optimiserOf(config.optimiser),
  );
  const { title } = variant;
  return rateTransfer({ method, title, widths, seeds, rates: ratesOf(config), predicted }, units);
}

interface RatesTried {
  readonly method: string;
  readonly title: string;
  /** Ascending; rates are transferred from the first width. */
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  /** Ascending, at a constant ratio. */
  readonly rates: readonly number[];
  /** The theoretical exponent of the best rate; null where none is known. */
  readonly predicted: number | null;
}

/**
 * The report on the losses of all widths and seeds: how the best rate moves with the width, and the cost at other
 * widths of keeping the first width's rate. Means over seeds are geometric, with Student's 95 % interval.
 */
export function rateTransfer(tried: RatesTried, units: readonly RateLosses[]) {
  const { method, title, widths, seeds, rates, predicted } = tried;
  const lossesOf = (width: number, seed: number) =>
    units.find((unit) => unit.width === width && unit.seed === seed)?.losses ?? [];
  const all = widths.map((width) => ({
    width,
    cells: rates.map((rate, i) => ({
      rate,
      losses: seeds.map((seed) => lossesOf(width, seed)[i] ?? null),
    })),
    found: seeds.flatMap((seed) => interpolatedBestRate(rates, lossesOf(width, seed)) ?? []),
  }));
  const best = all.filter(({ found }) => found.length >= 2);
  return {
    method,
    title,
    widths,
    rates,
    losses: all.map(({ cells }) => cells.map(({ losses }) => losses)),
    optimum: best.map(optimumOf),
    exponent:
      best.length < 3
        ? null
        : slopeOf(best.map(({ width, found }) => ({ width, values: found.map(rateOf) }))),
    predictedExponent: predicted,
    transferred: transfers(all, predicted),
  };
}

/** The trainings at one rate: one loss per seed, null where it diverged. */
interface Cell {
  readonly rate: number;
  readonly losses: readonly (number | null)[];
}

/** The trainings at one width, with each seed's own best rate. */
interface WidthCells {
  readonly width: number;
  readonly cells: readonly Cell[];
  readonly found: readonly BestRate[];
}

const rateOf = ({ rate }: BestRate) => rate;

function optimumOf({ width, found }: WidthCells) {
  const { value: rate, low, high } = estimate(found.map(rateOf));
  return { width, rate, low, high, atEdge: found.filter(({ atEdge }) => atEdge).length };
}

/**
 * The losses of each width at three of the rates: its own best, the first width's best, and the
 * nearest to that times (n/first width)^predicted.
 */
function transfers(all: readonly WidthCells[], predicted: number | null) {
  const [first] = all;
  const tuned = first && lowest(first.cells);
  if (!tuned) return [];
  return all.flatMap(({ width, cells }) => {
    const own = lowest(cells);
    if (!own) return [];
    const at = (rate: number) => besideBest(nearest(cells, rate), own);
    const scaled = predicted === null ? null : at(tuned.rate * (width / first.width) ** predicted);
    return [{ width, own: at(own.rate), kept: at(tuned.rate), scaled }];
  });
}

/** The loss at one rate, and its ratio to the loss at the width's own best rate, seed by seed; null where a seed diverged. */
function besideBest({ rate, losses }: Cell, best: Cell) {
  const [here, there] = [converged(losses), converged(best.losses)];
  if (!here || !there) return { rate, loss: null, ratio: null };
  const ratios = here.map((loss, seed) => loss / (there[seed] ?? NaN));
  return { rate, loss: geometricMean(here), ratio: estimate(ratios) };
}

/** The rate with the lowest geometric mean over seeds, among rates where no seed diverged. */
function lowest(cells: readonly Cell[]): Cell | undefined {
  const means = cells.map(({ losses }) => geometricMean(converged(losses) ?? [Infinity]));
  const best = Math.min(...means);
  return best < Infinity ? cells[means.indexOf(best)] : undefined;
}

function nearest(cells: readonly Cell[], rate: number): Cell {
  const distances = cells.map((cell) => Math.abs(Math.log(cell.rate / rate)));
  return cells[distances.indexOf(Math.min(...distances))] as Cell;
}

function converged(losses: readonly (number | null)[]): number[] | undefined {
  const finite = losses.filter((loss) => loss !== null);
  return finite.length === losses.length ? finite : undefined;
}

const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));

function estimate(values: readonly number[]) {
  const { mean: value, interval = [NaN, NaN] } = estimateOfMean(values.map(Math.log));
  const [low, high] = interval;
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
}
