import { baselineMethod, headlineMethod, paperRivals } from '@singlora/records';
import { format, methodTitle } from '@singlora/reporting';
import {
  mcnemar,
  pairedBootstrap,
  pairedT,
  seededRandom,
  seedsAndRows,
  studentP,
} from '@singlora/statistics';
import { sharedRows } from './predictions.ts';
import { hasLearned, reservationOf } from './reservation.ts';
import type { ScoredRun } from './run.ts';
import type { Setting, Variant } from './setting.ts';

/** What an interval of a difference speaks for; 'nothing': one seed, and no rows to pair. */
type Scope = 'seeds and rows' | 'seeds' | 'rows' | 'nothing';

/** One variant against another of the same setting, seed by seed and, where recorded, row by row. */
export interface Comparison {
  readonly variant: Variant;
  readonly baseline: Variant;
  /** The seeds that both have. */
  readonly pairs: readonly { readonly seed: number; readonly difference: number }[];
  /** Mean over seeds of the headline metric's difference. */
  readonly difference: number;
  readonly standardError: number;
  /** 95%. */
  readonly interval?: readonly [number, number];
  /** Of `standardError`, what the choice of the rows brings, which all seeds share; absent where that is not told apart. */
  readonly rowError?: number;
  /** Two-sided, by itself; absent where nothing can be tested. */
  readonly pValue?: number;
  readonly scope: Scope;
  /** Why it decides nothing, whatever the interval; absent where it may. */
  readonly reservation?: string;
  /** Which of the two are not above the floor. */
  readonly unlearned: readonly Variant[];
}

/**
 * Every variant against the baseline, and the headline method against the paper's other rivals.
 * Of a method with several variants, the one with the most seeds stands for it (results have no
 * say), but for those compared with the baseline.
 */
export function comparisonsOf(
  setting: Setting,
  shown: readonly Variant[] = setting.variants,
): Comparison[] {
  const { variants } = setting;
  const rows = new Set(shown);
  const baseline = leading(variants, baselineMethod);
  const headline = leading(variants, headlineMethod);
  const others = variants.filter(({ method }) => method !== baselineMethod);
  const rivals = paperRivals.flatMap((method) => leading(variants, method) ?? []);
  return [
    ...(baseline ? others.map((variant) => [variant, baseline] as const) : []),
    ...(headline ? rivals.map((rival) => [headline, rival] as const) : []),
  ].flatMap(([variant, other]) => compare(setting, variant, other, rows.has(variant)) ?? []);
}

/** The variant with the most seeds of a method; of equals the first. */
export const leading = (variants: readonly Variant[], method: string): Variant | undefined =>
  variants
    .filter((variant) => variant.method === method)
    .reduce<Variant | undefined>(
      (best, next) => (best && best.runs.length >= next.runs.length ? best : next),
      undefined,
    );

/** More seeds than these tell by themselves how far the score varies. */
const seedsWithRows = 30;

/** Undefined where the two share no seed. `readsRows`: compare row by row where predictions are recorded. */
export function compare(
  setting: Setting,
  variant: Variant,
  baseline: Variant,
  readsRows = true,
): Comparison | undefined {
  const { metric } = setting;
  const partners = new Map(baseline.runs.map((run) => [run.seed, run]));
  const both = variant.runs.flatMap((run) => {
    const partner = partners.get(run.seed);
    return partner ? [{ run, partner }] : [];
  });
  if (both.length === 0) return undefined;
  const pairs = both.map(({ run, partner }) => ({
    seed: run.seed,
    difference: run.score - partner.score,
  }));
  const t = pairedT(pairs.map(({ difference }) => difference));
  const reservation = reservationOf(setting, [variant, baseline], pairs.length);
  const common = {
    variant,
    baseline,
    pairs,
    difference: t.mean,
    unlearned: [variant, baseline].filter((one) => !hasLearned(one, setting)),
    ...(reservation === undefined ? {} : { reservation }),
  };
  const rows =
    metric.score &&
    readsRows &&
    both.length <= seedsWithRows &&
    sharedRows(both.flatMap(({ run, partner }) => predictionsOf(run, partner)));
  if (!metric.score || !rows) return { ...common, ...overSeeds(t, variant, baseline) };
  const { labels, predictions } = rows;
  const columns = both.map((_, index) => ({
    a: predictions[2 * index + 1] as Float64Array,
    b: predictions[2 * index] as Float64Array,
  }));
  const random = seededRandom(1);
  const [only] = columns;
  if (columns.length > 1 || !only) {
    const found = seedsAndRows(metric.score, columns, labels, random);
    const { standardError, rowError, interval, pValue } = found;
    const tested = pValue === undefined ? {} : { pValue };
    return { ...common, standardError, rowError, interval, ...tested, scope: 'seeds and rows' };
  }
  const { a, b } = only;
  const { standardError, interval } = pairedBootstrap(metric.score, a, b, labels, random);
  const pValue = metric.byRow
    ? mcnemar(...discordant(a, b, labels)).midP
    : studentP(t.mean / standardError, labels.length - 1);
  const tested = Number.isNaN(pValue) ? {} : { pValue }; // 0/0: no row makes a difference
  return { ...common, standardError, interval, ...tested, scope: 'rows' };
}

const predictionsOf = (run: ScoredRun, partner: ScoredRun) => [
  run.predictions.read(),
  partner.predictions.read(),
];

function overSeeds(
  { standardError, interval, pValue, n }: ReturnType<typeof pairedT>,
  variant: Variant,
  baseline: Variant,
): Pick<Comparison, 'standardError' | 'interval' | 'pValue' | 'scope'> {
  if (n === 1)
    return {
      standardError: Math.hypot(variant.standardError, baseline.standardError),
      scope: 'nothing',
    };
  return {
    standardError: standardError ?? NaN,
    ...(interval ? { interval } : {}),
    ...(pValue === undefined ? {} : { pValue }),
    scope: 'seeds',
  };
}

/** Rows that only the first has right, and that only the second has. */
function discordant(a: Float64Array, b: Float64Array, labels: Float64Array): [number, number] {
  let [onlyA, onlyB] = [0, 0];
  for (const [row, label] of labels.entries()) {
    onlyA += Number(a[row] === label && b[row] !== label);
    onlyB += Number(b[row] === label && a[row] !== label);
  }
  return [onlyA, onlyB];
}

/** "SingLoRA − LoRA"; of one method's variants "SingLoRA: ramp 2% − ramp 1%". */
export function nameOf({ variant, baseline }: Pick<Comparison, 'variant' | 'baseline'>): string {
  const title = `${methodTitle(variant.method)}, `;
  const rest = ({ label }: Variant) => label.slice(title.length);
  return [variant, baseline].every(({ label }) => label.startsWith(title)) &&
    variant.method === baseline.method
    ? `${title.slice(0, -2)}: ${rest(variant)} − ${rest(baseline)}`
    : `${variant.label} − ${baseline.label}`;
}

/** "−0.62 to 0.00". */
export const intervalText = ([low, high]: NonNullable<Comparison['interval']>): string =>
  `${format.signedPoints(low, 2)} to ${format.signedPoints(high, 2)}`;
