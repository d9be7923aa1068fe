import { estimate as estimateOfMean, mean } from '@singlora/statistics';
import { familyOf } from '../models/families.ts';
import { slopeOf, type Slope } from '../slopes/slope.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { bestRate, type BestRate } from './best-rate.ts';
import { contenderOf } from './contender.ts';
import { ratesOf, type RateLosses, type TransferConfig } from './rate-losses.ts';

type LossesByRate = readonly (readonly (number | null)[])[];

/** What {@link rateTransfer} gives; its fields are those of the check's record. */
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

/** The settings of the trainings: a method at several widths, seeds and rates. */
interface RatesTried {
  readonly method: string;
  /** The method's name for people. */
  readonly title: string;
  /** Ascending; the first is the width that rates are transferred from. */
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  /** Ascending, at a constant ratio. */
  readonly rates: readonly number[];
  /** The exponent that the best rate should have; null where none is known. */
  readonly predicted: number | null;
}

/**
 * The report on the losses of all widths and seeds: how the best rate moves with the width, and what a rate kept from the first width
 * costs at the others. Means over seeds are geometric, with Student's 95 % interval.
 */
export function rateTransfer(tried: RatesTried, units: readonly RateLosses[]) {
  const { method, title, widths, seeds, rates, predicted } = tried;
  const lossesOf = (width: number, seed: number) =>
    units.find((unit) => unit.width === width && unit.seed === seed)?.losses ?? [];
  const losses = widths.map((width) =>
    rates.map((_, rate) => seeds.map((seed) => lossesOf(width, seed)[rate] ?? null)),
  );
  const best = widths
    .map((width) => ({
      width,
      found: seeds.flatMap((seed) => bestRate(rates, lossesOf(width, seed)) ?? []),
    }))
    .filter(({ found }) => found.length >= 2);
  return {
    method,
    title,
    widths,
    rates,
    losses,
    optimum: best.map(optimumOf),
    exponent: exponentOf(best),
    predictedExponent: predicted,
    transferred: transfers(widths, rates, losses, predicted),
  };
}

interface BestRates {
  readonly width: number;
  readonly found: readonly BestRate[];
}

/** Each seed's own best rate, averaged. */
function optimumOf({ width, found }: BestRates) {
  const { value: rate, low, high } = estimate(found.map((one) => one.rate));
  return { width, rate, low, high, atEdge: found.filter(({ atEdge }) => atEdge).length };
}

function exponentOf(best: readonly BestRates[]): Slope | null {
  if (best.length < 3) return null;
  return slopeOf(
    best.map(({ width, found }) => ({ width, values: found.map(({ rate }) => rate) })),
  );
}

/**
 * The losses of each width at three tried rates: its own best, the first width's best, and the nearest to that times (n/first
 * width)^predicted.
 */
function transfers(
  widths: readonly number[],
  rates: readonly number[],
  losses: readonly LossesByRate[],
  predicted: number | null,
) {
  const [baseWidth = 1] = widths;
  const tuned = lowest(losses[0] ?? []);
  if (tuned === undefined) return [];
  return widths.flatMap((width, i) => {
    const here = losses[i] ?? [];
    const own = lowest(here);
    if (own === undefined) return [];
    const at = (rate: number) => atRate(rates, here, rate, own);
    const factor = predicted === null ? null : (width / baseWidth) ** predicted;
    const scaled = factor === null ? null : at(nearest(rates, (rates[tuned] ?? NaN) * factor));
    return [{ width, own: at(own), kept: at(tuned), scaled }];
  });
}

/** The loss at one rate, and its ratio to that at the width's own best rate, seed by seed; null where a seed diverged. */
function atRate(rates: readonly number[], losses: LossesByRate, index: number, own: number) {
  const here = converged(losses[index]);
  const there = converged(losses[own]);
  const rate = rates[index] ?? NaN;
  if (!here || !there) return { rate, loss: null, ratio: null };
  const ratios = here.map((loss, seed) => loss / (there[seed] ?? NaN));
  return { rate, loss: geometricMean(here), ratio: estimate(ratios) };
}

/** The index of the rate with the lowest geometric mean over seeds, among rates where no seed diverged. */
function lowest(losses: LossesByRate): number | undefined {
  const means = losses.map((seeds) => geometricMean(converged(seeds) ?? [Infinity]));
  const best = Math.min(...means);
  return best < Infinity ? means.indexOf(best) : undefined;
}

function nearest(rates: readonly number[], rate: number): number {
  const distances = rates.map((one) => Math.abs(Math.log(one / rate)));
  return distances.indexOf(Math.min(...distances));
}

/** All seeds' losses, if all are finite. */
function converged(losses: readonly (number | null)[] = []): number[] | undefined {
  const finite = losses.filter((loss) => loss !== null);
  return finite.length === losses.length ? finite : undefined;
}

const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));

function estimate(values: readonly number[]) {
  const { mean: value, interval = [NaN, NaN] } = estimateOfMean(values.map(Math.log));
  const [low, high] = interval;
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
}
