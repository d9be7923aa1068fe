import { misuse } from '@singlora/runner';
import { givenRate, type GivenRates } from './learning-rates.ts';

export interface MethodAtRank {
  /** the name as the user wrote it: `singlora:16` */
  readonly name: string;
  readonly method: string;
  readonly rank: number;
  /** the named start, which needs no ramp */
  readonly start?: string;
}

/** The settings that name adapters. */
interface AdapterChoice {
  readonly methods: readonly string[];
  readonly adapter: { readonly r: number };
}

/**
 * The requested adapters: METHOD, at the common rank; METHOD:RANK; or METHOD@START, with a zero-update start and so without a ramp.
 * @throws UsageError
 */
export function adaptersOf({ methods, adapter: { r: rank } }: AdapterChoice): MethodAtRank[] {
  const all = methods.map((name): MethodAtRank => {
    const [, method, start, own] = /^([^:@]+)(?:@([^:@]+))?(?::([1-9]\d*))?$/.exec(name) ?? [];
    if (method === undefined)
      throw misuse`--methods: "${name}" is neither METHOD nor METHOD:RANK, such as singlora:16 (METHOD@START from a start of its own).`;
    const at = { name, method, rank: own === undefined ? rank : Number(own) };
    return start === undefined ? at : { ...at, start };
  });
  for (const [i, one] of all.entries()) {
    const same = all
      .slice(0, i)
      .find((b) => b.method === one.method && b.rank === one.rank && b.start === one.start);
    if (same)
      throw misuse`--methods: ${same.name} and ${one.name} are the same, since the rank is ${rank} where none is named.`;
  }
  return all;
}

/** Its own rate, or that of its method for all ranks. @throws UsageError where there is neither */
export const givenRateOf = (
  lr: GivenRates,
  { name, method }: Pick<MethodAtRank, 'name' | 'method'>,
): number => givenRate(lr, typeof lr === 'object' && Object.hasOwn(lr, name) ? name : method);
