import type { MetricPoint, RunRecord } from '@singlora/tracking';
import { differencesByKind, partsAt, unrecorded, type Difference } from '@singlora/comparison';
import { isTrial, role } from './fields.ts';
import { brief, byHowMuch, localTime, numberText, worked } from './format.ts';

/** One part of a comparison: a sentence, and rows with a name and one cell per run. */
export interface ComparedPart {
  readonly title: string;
  readonly found?: string;
  readonly rows: readonly (readonly string[])[];
}

/** A run with the points of its metrics, by key. */
export interface ComparedRun {
  readonly run: RunRecord;
  readonly curves: ReadonlyMap<string, readonly MetricPoint[]>;
}

/** The differences between runs and their results, side by side. */
export function comparisonOf(compared: readonly ComparedRun[]): ComparedPart[] {
  const runs = compared.map(({ run }) => run);
  return [
    { title: 'Runs', rows: headOf(runs) },
    ...differencesByKind(runs).map(differencePart),
    { title: 'Result', rows: summaryOf(runs) },
    { title: 'Curves', rows: curvesOf(compared) },
  ].filter(({ rows, title }) => rows.length > 0 || (title !== 'Result' && title !== 'Curves'));
}

const headOf = (runs: readonly RunRecord[]) => [
  ['', ...runs.map(({ id }) => id)],
  ['experiment', ...runs.map(({ experiment }) => experiment)],
  ['status', ...runs.map(({ status }) => status)],
  ...(runs.some(isTrial) ? [[role, ...runs.map(({ config }) => cellOf(config[role]))]] : []),
  ['started', ...runs.map(({ startedAt }) => localTime(startedAt))],
  ['took', ...runs.map(({ finishedAt, starts }) => (finishedAt ? worked(starts) : ''))],
  ['starts', ...runs.map(({ starts }) => String(starts.length))],
  ['commit', ...runs.map(commitOf)],
];

function commitOf({ environment: { git } }: RunRecord): string {
  if (!git) return unrecorded;
  const changes = git.diffSha256?.slice(0, 12) ?? '';
  return git.commit.slice(0, 12) + (git.dirty ? `, with changes ${changes}` : '');
}

function differencePart({
  kind,
  rows,
  among,
  differing: count,
  isUnknown,
}: Difference): ComparedPart {
  const title = kind.replace(/^./, (letter) => letter.toUpperCase());
  const differ = `${count} of ${among} ${count === 1 ? 'differs' : 'differ'}`;
  const unknown =
    'a record of an older version does not keep all of it, so whether it is equal cannot be known';
  const found = [...(count > 0 ? [differ] : []), ...(isUnknown ? [unknown] : [])];
  return {
    title,
    found: found.join('; ') || 'equal',
    rows: rows.map(([name, values]) => [name, ...values.map(cellOf)]),
  };
}

/** A hash shortened to enough characters to distinguish it. */
export const cellOf = (value: unknown): string => {
  if (value === undefined) return '–';
  if (typeof value === 'number') return numberText(value);
  const text = brief(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
};

/** Every number, and for two runs the difference of the second from the first. */
function summaryOf(runs: readonly RunRecord[]): string[][] {
  const keys = [...new Set(runs.flatMap(({ summary }) => Object.keys(summary)))];
  const isOneRole = new Set(runs.map(({ config }) => config[role])).size === 1;
  return keys.map((key) => {
    const values = runs.map(({ summary }) => summary[key]);
    const apart = runs.length === 2 ? [isOneRole ? by(values) : ''] : [];
    return [key, ...values.map(cellOf), ...apart];
  });
}

function by([a, b]: readonly (number | undefined)[]): string {
  if (a === undefined || b === undefined) return '';
  if (Object.is(a, b)) return 'equal';
  return byHowMuch(b, a);
}

/** The last value of each metric, and the first step at which the metric differs. */
function curvesOf(compared: readonly ComparedRun[]): string[][] {
  const keys = [...new Set(compared.flatMap(({ curves }) => [...curves.keys()]))].sort();
  return keys.map((key) => {
    const curves = compared.map((one) => one.curves.get(key) ?? []);
    const step = partsAt(curves);
    const last = curves.map((points) => cellOf(points.at(-1)?.value));
    return [
      key,
      ...last,
      step === undefined ? 'equal' : `differs from step ${numberText(step)} on`,
    ];
  });
}
