import {
  byName,
  differingKeys,
  distinctBy,
  groupBy,
  methodOrder,
  ownValue,
  type Config,
} from '@singlora/reporting/text';
import { valueText, wordsOf } from './words.ts';

/** Runs that differ only in what is repeated: the seed, or subject and seed. */
export interface Side<Run = unknown> {
  readonly label: string;
  readonly method: string;
  /** The configuration of the first run. */
  readonly config: Config;
  readonly runs: readonly Run[];
}

interface Naming<Item> {
  /** The method's name, with its rank where all labels have it. */
  readonly nameOf: (item: Item) => string;
  readonly configOf: (item: Item) => Config;
  /** A setting that often tells labels apart, in few words. */
  readonly markOf?: (key: string) => ((value: unknown) => string) | undefined;
}

/** Each item's name, and what distinguishes it from others of that name. */
export function labelled<Item>(
  all: readonly Item[],
  { nameOf, configOf, markOf }: Naming<Item>,
): (item: Item) => string {
  const keysOf = new Map(
    groupBy(all, nameOf).map((alike) => {
      const configs = alike.map(configOf);
      const keys = differingKeys(configs).filter((key) => key !== 'alpha' || !followsRank(configs));
      return [alike[0] && nameOf(alike[0]), keys];
    }),
  );
  return (item) => {
    const name = nameOf(item);
    const marks = (keysOf.get(name) ?? []).map((key) => {
      const text = markOf?.(key) ?? ((value) => `${wordsOf(key)} ${valueText(value)}`);
      return text(ownValue(configOf(item), key));
    });
    return [name, ...marks].join(', ');
  };
}

/** Whether all share one α/r, so that the rank says everything. */
const followsRank = (configs: readonly Config[]) =>
  distinctBy(configs, ({ alpha, rank }) => Number(alpha) / Number(rank)).length === 1;

/** Sides in the order of tables: by method, then by label. */
export const ordered = <One extends Side>(
  sides: readonly One[],
  orderOf: (method: string) => number = methodOrder,
): One[] =>
  sides.toSorted((a, b) => orderOf(a.method) - orderOf(b.method) || byName(a.label, b.label));

/** The method's side with the most runs, chosen without regard to the method's results; of equals the first. */
export const leading = <One extends Side>(sides: readonly One[], method: string): One | undefined =>
  mostOf(
    sides.filter((side) => side.method === method),
    ({ runs }) => runs.length,
  );

/** The first of the items with the largest count. */
export const mostOf = <One>(all: readonly One[], count: (one: One) => number): One | undefined =>
  all.reduce<One | undefined>(
    (best, next) => (best && count(best) >= count(next) ? best : next),
    undefined,
  );
