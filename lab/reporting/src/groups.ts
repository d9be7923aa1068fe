import { canonicalJson, grouped } from '@singlora/tracking';

/** A run's configuration as recorded, by key. */
export type Config = Readonly<Record<string, unknown>>;

/** The own property of `all` under `key`, which may be any string. */
export const ownValue = <Value>(all: Readonly<Record<string, Value>>, key: string) =>
  Object.hasOwn(all, key) ? all[key] : undefined;

/** The entries of `config` whose keys are among `keys`. */
export function pick(config: Config, keys: readonly string[]): Config {
  return Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key)));
}

/** `config` without `keys`. */
export function omit(config: Config, keys: readonly string[]): Config {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
}

/** Groups items with equal `aspect` (as JSON), in order of first appearance. */
export const groupBy = <Item>(
  items: readonly Item[],
  aspect: (item: Item) => unknown,
): Item[][] => [...grouped(items, (item) => canonicalJson(aspect(item))).values()];

/** The first item of each group with an equal `aspect`. */
export function distinctBy<Item>(items: readonly Item[], aspect: (item: Item) => unknown): Item[] {
  return groupBy(items, aspect).flatMap((group) => group.slice(0, 1));
}

/** Compares names for sorting: "mug 2" comes before "mug 10". */
export const byName = new Intl.Collator('en', { numeric: true }).compare;

/** Keys on which the configurations differ, in order of first appearance. */
export function differingKeys(configs: readonly Config[]): string[] {
  const keys = [...new Set(configs.flatMap((config) => Object.keys(config)))];
  return keys.filter(
    (key) => distinctBy(configs, (config) => ownValue(config, key) ?? null).length > 1,
  );
}

/** Sorts items by lists of numbers, lexicographically; the sort is stable. */
export function sortedBy<Item>(
  items: readonly Item[],
  place: (item: Item) => readonly number[],
): Item[] {
  const compare = (a: readonly number[], b: readonly number[]) => {
    const index = a.findIndex((value, i) => value !== b[i]);
    return index < 0 ? 0 : (a[index] ?? 0) > (b[index] ?? 0) ? 1 : -1;
  };
  return [...items].sort((a, b) => compare(place(a), place(b)));
}
