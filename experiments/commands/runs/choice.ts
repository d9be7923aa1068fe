import { Option, type Command } from 'commander';
import { runStatuses, type BriefRun, type ListedRun, type RunFilter } from '@singlora/tracking';
import { runFields, unknownField, valueIn } from './fields.ts';
import { conditionHolds, parseWhere, type Condition } from './where.ts';

/** The runs that a command applies to. */
export interface Choice extends RunFilter {
  readonly where?: readonly Condition[];
  /** A field's name, with a leading `-` for descending order; absent: the newest run first. */
  readonly sort?: string;
}

export const withChoice = (command: Command): Command =>
  command
    .option('--experiment <name>', 'of this experiment only')
    .addOption(new Option('--status <status>', 'with this status only').choices(runStatuses))
    .option(
      '--where <conditions>',
      'conditions that must all hold: --where="method=lora,dora lr >= 1e-3"; a field is named as in the list, by its path or the end of it',
      parseWhere,
    );

/** Where runs are read from: `Tracking`, or brief ones of it. */
export interface RunSource<Run> {
  each(filter: RunFilter): AsyncIterable<Run>;
  count(filter: RunFilter): Promise<number>;
}

/**
 * The chosen runs, read lazily unless they are filtered by content or sorted.
 * @param tell gets the number of further runs beyond the limit
 * @throws UsageError for a field that no run has
 */
export async function* chosen<Run extends ListedRun | BriefRun>(
  source: RunSource<Run>,
  { where = [], sort, limit = Infinity, ...filter }: Choice,
  tell: (more: number) => void = () => undefined,
): AsyncGenerator<Run> {
  let given = 0;
  if (where.length === 0 && sort === undefined) {
    for await (const run of source.each({ ...filter, limit })) {
      given += 1;
      yield run;
    }
    if (given === limit) tell((await source.count(filter)) - given);
    return;
  }
  const by = sort?.replace(/^-/, '');
  const unknown = new Set([...where.map(({ name }) => name), ...(by === undefined ? [] : [by])]);
  const known = new Set<string>();
  const found: { run: Run; key: unknown }[] = [];
  for await (const run of source.each(filter)) {
    const fields = runFields(run);
    for (const name of unknown) if (valueIn(fields, name) !== undefined) unknown.delete(name);
    if (unknown.size > 0) for (const name of fields.keys()) known.add(name);
    if (where.every((condition) => conditionHolds(condition, fields)))
      found.push({ run, key: by === undefined ? undefined : valueIn(fields, by) });
  }
  const [missing] = unknown;
  if (missing !== undefined && known.size > 0) throw unknownField(missing, known);
  if (sort !== undefined) found.sort((a, b) => inOrder(a.key, b.key, sort.startsWith('-')));
  for (const { run } of found.slice(0, limit)) yield run;
  tell(Math.max(0, found.length - limit));
}

/** Sorts numbers before texts, and missing values last in both directions. */
function inOrder(a: unknown, b: unknown, descends: boolean): number {
  const rank = (value: unknown) =>
    typeof value === 'number' && !Number.isNaN(value) ? 0 : typeof value === 'string' ? 1 : 2;
  if (rank(a) !== rank(b) || rank(a) === 2) return rank(a) - rank(b);
  const order = (a as string | number) < (b as string | number) ? -1 : Number(a !== b);
  return descends ? -order : order;
}

export async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
