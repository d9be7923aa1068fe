import { methods } from '@singlora/core';
import { misuse, numbersByName, unknownChoice } from '@singlora/runner';
import { z } from 'zod';

const positive = () => z.number().positive();

export const learningRates = z
  .preprocess(
    numbersByName,
    z.union(
      [z.literal('search'), positive(), z.record(z.string(), positive())],
      'say search, a rate such as 1e-3, or one per method: lora=4e-4,singlora=1e-3',
    ),
  )
  .superRefine((lr, context) => {
    const names = typeof lr === 'object' ? Object.keys(lr) : [];
    const unknown = names.find((name) => !methods.has(name.replace(/[@:].*$/, '')));
    if (unknown !== undefined)
      context.addIssue(unknownChoice('method', unknown, [...methods.keys()]).message);
  })
  .describe(
    'learning rate: one for all (1e-3), one per method (lora=4e-4,singlora=1e-3), or search',
  );

/** Given rates, as opposed to searched ones. */
export type GivenRates = Exclude<z.infer<typeof learningRates>, 'search'>;

/** @throws UsageError where the method has none */
export function givenRate(lr: GivenRates, method: string): number {
  if (typeof lr === 'number') return lr;
  const rate = Object.hasOwn(lr, method) ? lr[method] : undefined;
  if (rate === undefined) {
    throw misuse`--lr names no rate for the method "${method}"; it has ${Object.keys(lr).join(', ')}. Add ${method}=RATE, or give one rate for all.`;
  }
  return rate;
}

/**
 * Refuses a search's settings where no rate is searched: they would do nothing.
 * @param given the names of the settings that flags changed
 * @throws UsageError
 */
export function refuseUnusedSearch(
  { lr, found }: Readonly<Record<string, unknown>>,
  given: ReadonlySet<string>,
): void {
  if (lr === 'search' || found !== undefined) return;
  for (const [name, flag] of [
    ['search', '--search.…'],
    ['trialPictures', '--trial-pictures'],
  ] as const)
    if (given.has(name)) throw misuse`${flag} goes with --lr=search: add it, or leave ${flag} out.`;
}

interface Trial {
  readonly rate: number;
  /** more is better; NaN where training diverged */
  readonly score: number;
}

/**
 * The rate with the highest mean score of its trials; of equals, the lowest. A diverged trial
 * counts as the worst.
 * @throws UsageError where every rate of the method diverged
 */
export function bestTriedRate(method: string, trials: readonly Trial[]): number {
  const rates = [...new Set(trials.map(({ rate }) => rate))].sort((a, b) => a - b);
  let best = { rate: NaN, score: -Infinity };
  for (const rate of rates) {
    const scores = trials.filter((trial) => trial.rate === rate).map(({ score }) => score);
    const score = scores.reduce((sum, value) => sum + value, 0) / scores.length;
    if (score > best.score) best = { rate, score };
  }
  if (Number.isNaN(best.rate)) {
    throw misuse`Every trial of "${method}" diverged, at the rates ${rates.join(', ')}. Give lower ones with --search-rates.`;
  }
  return best.rate;
}
