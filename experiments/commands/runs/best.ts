import { misuse } from '@singlora/runner';
import { estimate } from '@singlora/statistics';
import type { BriefRun, DamagedRun, ListedRun, Tracking } from '@singlora/tracking';
import { Command } from 'commander';
import { names } from './arguments.ts';
import { chosen, withChoice, type Choice, type RunSource } from './choice.ts';
import { runFields, needWhole, role, unknownField, valueIn } from './fields.ts';
import { brief, columns, numberText } from './format.ts';
import { withTracking } from './opened.ts';
import type { Output } from './output.ts';
import { printableJson } from './printable.ts';

interface BestOptions extends Choice {
  by: string;
  group?: readonly string[];
  smallest?: boolean;
  json?: boolean;
}

/** Runs with equal values of some fields. */
interface Group {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly runs: { readonly id: string; readonly value: number }[];
}

/** A run with its number, its role and the values that it is grouped by. */
interface Scored {
  readonly id: string;
  readonly value: number;
  readonly values: readonly unknown[];
}

export const bestCommand = (output: Output): Command =>
  withChoice(new Command('best').description('show the best finished run, of all or of each group'))
    .requiredOption('--by <field>', 'a number of the result, such as accuracy')
    .option(
      '--group <fields>',
      'the best run per value of these fields, such as method,task',
      names,
    )
    .option('--smallest', 'the smallest value is the best (always so for a loss)')
    .option('--json', 'as JSON')
    .action(({ by, group = [], smallest, json, ...choice }: BestOptions) =>
      withTracking(async (tracking) => {
        const isLess = smallest ?? /loss$/i.test(by);
        const all: Choice = { status: 'finished', ...choice };
        // Whole records take several times longer; they also tell what an unknown name may mean.
        const whole = () => scoresIn(tracking, all, by, group);
        const { scored, without } = (await isBrief(tracking, all, [by, ...group]))
          ? await scoresIn(briefIn(tracking), all, by, group).catch(whole)
          : await whole();
        // A trial's score is of other rows than a result's: the two have no mean.
        const hasRoles = new Set(scored.map(({ values: [own] }) => own)).size > 1;
        const shown = hasRoles && !group.includes(role) ? [role, ...group] : group;
        const from = shown.length > group.length ? 0 : 1;
        const groups = new Map<string, Group>();
        for (const { id, value, values } of scored)
          groupOf(shown, values.slice(from), groups).runs.push({ id, value });
        const order = (a: number, b: number) => (isLess ? a - b : b - a);
        const found = [...groups.values()]
          .map((one) => bestIn(one, order))
          .sort((a, b) => order(a.best, b.best));
        output.print(json ? printableJson(found) : tableOf(found, shown, by, output));
        if (without > 0 && !json)
          output.print(
            `${without} more finished ${without === 1 ? 'run has' : 'runs have'} no such number.`,
          );
      }),
    );

/** Whether finished runs without their starts and files have all that these names may mean. */
async function isBrief(
  tracking: Tracking,
  { status, where = [] }: Choice,
  names: readonly string[],
): Promise<boolean> {
  if (status !== 'finished') return false;
  const all = [role, ...names, ...where.map(({ name }) => name)];
  return !needWhole(all, await tracking.environments());
}

const briefIn = (tracking: Tracking): RunSource<BriefRun | DamagedRun> => ({
  each: (filter) => tracking.briefly(filter),
  count: (filter) => tracking.count(filter),
});

/**
 * The chosen runs that have the number, and how many have not.
 *
 * @throws UsageError where there are none, or none with a field of a name
 */
async function scoresIn(
  source: RunSource<ListedRun | BriefRun>,
  choice: Choice,
  by: string,
  group: readonly string[],
): Promise<{ scored: Scored[]; without: number }> {
  const scored: Scored[] = [];
  const known = new Set<string>();
  const unseen = new Set([by, ...group]);
  let [finished, without] = [0, 0];
  for await (const run of chosen(source, choice)) {
    finished += 1;
    const fields = runFields(run);
    if (unseen.size > 0) for (const name of fields.keys()) known.add(name);
    for (const name of unseen) if (valueIn(fields, name) !== undefined) unseen.delete(name);
    const value = valueIn(fields, by);
    if (typeof value === 'number' && Number.isFinite(value)) {
      const values = [role, ...group].map((name) => valueIn(fields, name) ?? null);
      scored.push({ id: run.id, value, values });
    } else without += 1;
  }
  if (finished === 0) throw misuse`No run of that kind has finished.`;
  const [unknown] = scored.length === 0 ? [by] : unseen;
  if (unknown !== undefined) throw unknownField(unknown, known);
  return { scored, without };
}

function groupOf(
  names: readonly string[],
  values: readonly unknown[],
  groups: Map<string, Group>,
): Group {
  const key = JSON.stringify(values);
  const own = () => Object.fromEntries(names.map((name, at) => [name, values[at]]));
  const group = groups.get(key) ?? { fields: own(), runs: [] };
  groups.set(key, group);
  return group;
}

function bestIn({ fields, runs }: Group, order: (a: number, b: number) => number) {
  const { mean, standardError = null } = estimate(runs.map(({ value }) => value));
  const [best] = runs.toSorted((a, b) => order(a.value, b.value));
  return {
    ...fields,
    runs: runs.length,
    best: best?.value ?? NaN,
    id: best?.id ?? '',
    mean,
    standardError,
  };
}

function tableOf(
  found: readonly ReturnType<typeof bestIn>[],
  group: readonly string[],
  by: string,
  { width = Infinity }: Output,
): string {
  const head = [...group, 'runs', `best ${by}`, 'id', 'mean ± standard error'];
  const lines = found.map((one) => [
    ...group.map((name) => brief((one as Readonly<Record<string, unknown>>)[name])),
    numberText(one.runs),
    numberText(one.best),
    one.id,
    numberText(one.mean) +
      (one.standardError === null ? '' : ` ± ${numberText(one.standardError)}`),
  ]);
  return columns([head.map((name) => name.toUpperCase()), ...lines], { width });
}
