import { isDeepStrictEqual } from 'node:util';
import type { Plan } from './experiment.ts';

const mostNamed = 12;

/** A setting by its path, such as `training.steps`, with its value in each run. */
type Settings = Map<string, unknown[]>;

/**
 * What a command would run, for people: how many runs there are, how many of them have each value of the settings in which they
 * differ, and the other settings once. A few runs are also named.
 */
export function plannedInWords(runs: readonly Plan<unknown>[]): string[] {
  const lines = [runs.length === 1 ? '1 run' : `${count.format(runs.length)} runs`];
  if (runs.length <= mostNamed) lines.push(...runs.map(({ label }) => `  ${label}`));
  const settings: Settings = new Map();
  runs.forEach(({ config }, i) => collect(config, '', i, settings));
  const paths = [...settings.keys()];
  // A group that some runs lack, such as the adapter of a baseline, is told by its settings.
  const isLacking = (path: string, all: readonly unknown[]) =>
    all.every((value) => value === undefined || value === null) &&
    paths.some((other) => other.startsWith(`${path}.`));
  const told = [...settings].flatMap(([path, values]) => {
    const all = Array.from({ length: runs.length }, (_, i) => values[i]);
    const [first, ...others] = all.filter((value) => value !== undefined);
    const same = others.every((value) => isDeepStrictEqual(value, first));
    return isLacking(path, all) ? [] : [{ path, all, first, same }];
  });
  const differing = told.filter(({ same }) => !same);
  const alike = told.filter(({ same }) => same);
  if (differing.length > 0)
    lines.push('Runs by setting:', ...differing.map(({ path, all }) => `  ${path}: ${tally(all)}`));
  if (alike.length > 0)
    lines.push(
      runs.length > 1 ? 'The same in all that have it:' : 'Settings:',
      ...alike.map(({ path, first }) => `  ${path}: ${text(first)}`),
    );
  return runs.length > mostNamed ? [...lines, 'Each run: --dry-run=json'] : lines;
}

const count = new Intl.NumberFormat('en');

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0;

function collect(value: unknown, path: string, run: number, settings: Settings): void {
  if (isGroup(value)) {
    for (const [key, part] of Object.entries(value))
      collect(part, path === '' ? key : `${path}.${key}`, run, settings);
    return;
  }
  const values = settings.get(path) ?? [];
  values[run] = value;
  settings.set(path, values);
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'not set' : JSON.stringify(value);

/** "0 (300), 1 (300)": each value with the number of its runs, the most frequent first. */
function tally(values: readonly unknown[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(text(value), (counts.get(text(value)) ?? 0) + 1);
  const told = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([value, runs]) => `${value} (${count.format(runs)})`);
  const more = told.length - mostNamed;
  return more > 0 ? `${told.slice(0, mostNamed).join(', ')} and ${more} more` : told.join(', ');
}
