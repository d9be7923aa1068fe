import type { Option } from 'commander';
import type { z } from 'zod';
import { givenEmpty, givenTwice, invalidSettings } from './errors.ts';
import type { Experiment } from './experiment.ts';
import { flagOf, objectIn, type Field } from './fields.ts';
import { listedTwice } from './lists.ts';
import { plainWords } from './plain-words.ts';
import { writtenOut } from './ranges.ts';
import { valuesOf } from './values.ts';

/** The parts of an experiment that flags depend on. */
export type Flagged = Pick<Experiment, 'settings' | 'usual' | 'settle' | 'grid'>;

/** A field that the command line sets. */
export interface Flag {
  readonly field: Field;
  readonly option: Option;
}

/** Settings, or some of them. */
export type Fields = Readonly<Record<string, unknown>>;

/** A point of a grid of settings. */
export interface GridPoint {
  readonly settings: unknown;
  /** Its values of the flags with several values, such as `rank=4, epochs=2`; empty without such flags. */
  readonly name: string;
}

/** A field, and what a flag sets it to. */
type Setting = readonly [flag: Flag, value: unknown];

/** The settings at each grid point of flags with several values; the first flag's values change slowest. */
export function gridOf(
  flagged: Flagged,
  base: Fields,
  flags: readonly Flag[],
  options: Fields,
): GridPoint[] {
  const textsOf = ({ option }: Flag) => options[option.attributeName()] as string[];
  const isEmpty = (text: string) => text.trim() === '';
  const empty = flags.filter(
    (flag) => textsOf(flag).some(isEmpty) && (flag.field.schema.safeParse('').data ?? '') === '',
  );
  if (empty.length > 0) throw givenEmpty(empty.map(({ option }) => option));
  let points: readonly (readonly Setting[])[] = [[]];
  const several: Flag[] = [];
  // Parents come before their nested fields.
  for (const flag of flags.toSorted((a, b) => a.field.path.length - b.field.path.length)) {
    const path = `${flag.field.path.join('.')}.`;
    const isGrid = flagged.grid?.some((own) => path.startsWith(`${own}.`)) ?? false;
    const values = valuesOf(flag.field, textsOf(flag).map(writtenOut), isGrid);
    if (values === undefined) throw givenTwice(flag.option);
    const twice = listedTwice(values);
    if (twice !== undefined)
      throw invalidSettings([`${flag.option.long}: ${JSON.stringify(twice)} is listed twice`]);
    if (values.length > 1) several.push(flag);
    points = points.flatMap((point) => values.map((value) => [...point, [flag, value] as const]));
  }
  return points.map((point) => ({
    settings: settingsOf(flagged, base, point, textsOf),
    name: point
      .filter(([flag]) => several.includes(flag))
      .map(([{ option }, value]) => `${option.long?.slice(2)}=${String(value)}`)
      .join(', '),
  }));
}

function settingsOf(
  { settings, usual, settle = (chosen) => chosen }: Flagged,
  base: Fields,
  set: readonly Setting[],
  textsOf: (flag: Flag) => readonly string[],
): unknown {
  checkWholes(set);
  // A field whose nested flags replace it as a whole keeps none of its former values.
  const anew = set.flatMap(([{ field }]) => (field.anew ? [field.anew] : []));
  let chosen = anew.reduce((fields, path) => withValue(fields, path, undefined), base);
  for (const [{ field }, value] of set) chosen = withValue(chosen, field.path, value);
  const given = new Set(
    set.flatMap(([{ field }]) => [String(field.path[0]), field.path.slice(0, 2).join('.')]),
  );
  const parsed = settings.safeParse(settle(chosen, given), { error: plainWords });
  if (!parsed.success)
    throw invalidSettings(
      parsed.error.issues.map((issue) => {
        const [flag] = lastSet(set, issue.path) ?? [];
        const within = issue.path.slice(flag?.field.path.length).join('.');
        return flag && within !== '' && objectIn(flag.field.schema)
          ? `${flag.option.long}: ${textsOf(flag).join(',')}: ${within}: ${reason(issue)}`
          : readable(issue, usual);
      }),
    );
  return parsed.data;
}

/** What set the value at a path, or the file's object around it. */
const lastSet = (set: readonly Setting[], path: readonly PropertyKey[]): Setting | undefined =>
  set.findLast(([{ field }]) => field.path.every((key, at) => key === path[at]));

/** Refuses a value for a field with nested ones that is neither a file's object nor fits, or beside which a part is given. */
function checkWholes(set: readonly Setting[]): void {
  for (const [{ field, option }, value] of set) {
    // Other flags may change fields of a file.
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) continue;
    if (objectIn(field.schema) && !field.schema.safeParse(value).success)
      throw invalidSettings([
        `${option.long}: say a file of JSON, not ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ]);
    const whole = `${field.path.join('.')}.`;
    const part = set.find(([other]) => other.field.path.join('.').startsWith(whole));
    if (part)
      throw invalidSettings([
        `${option.long}, ${part[0].option.long}: they exclude each other; give one`,
      ]);
  }
}

/** The same with another value at a path; anything on the path that is not an object becomes one. */
function withValue(fields: unknown, [key, ...rest]: readonly string[], value: unknown): Fields {
  const own = { ...(fields as Fields | null | undefined) };
  const name = key as string;
  return { ...own, [name]: rest.length === 0 ? value : withValue(own[name], rest, value) };
}

function readable(issue: z.core.$ZodIssue, usual: Experiment['usual'] = {}): string {
  const at = issue.path.findIndex((key) => typeof key === 'number');
  const [path, rest] = at < 0 ? [issue.path, []] : [issue.path.slice(0, at), issue.path.slice(at)];
  const [short] = Object.entries(usual).find(([, one]) => one === path.join('.')) ?? [];
  const where = rest.length > 0 ? ` (${rest.join('.')})` : '';
  const flag = path.length === 0 ? 'config' : (short ?? flagOf(path.map(String))); // a file's unknown field
  return `--${flag}${where}: ${reason(issue)}`;
}

/** The reason why a value matches none of its possible forms. */
function reason(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return issue.message;
  return [...new Set(issue.errors.flatMap(([first]) => (first ? [reason(first)] : [])))].join('; ');
}
