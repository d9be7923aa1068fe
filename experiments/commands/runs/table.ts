import { isDamaged, type ListedRun, type RunRecord } from '@singlora/tracking';
import { brief, columns, localTime, number, worked } from './format.ts';

/** How many of the differing settings a line shows. */
const SETTINGS = 4;

/** One line a run: what sets it apart from the others listed, and its result or what is wrong with it. */
export function tableOf(runs: readonly ListedRun[]): string {
  const differing = differences(runs.flatMap((run) => (isDamaged(run) ? [] : run)));
  const lines = runs.map((run) => [
    run.id,
    run.experiment,
    ...(isDamaged(run)
      ? ['damaged', localTime(run.startedAt), '', '', run.problem]
      : linesEnd(run, differing.get(run.experiment) ?? [])),
  ]);
  const head = ['ID', 'EXPERIMENT', 'STATUS', 'STARTED', 'TOOK', 'WHAT DIFFERS', 'RESULT'];
  return columns([head, ...lines]);
}

const linesEnd = (run: RunRecord, differing: readonly string[]) => [
  run.status,
  localTime(run.startedAt),
  run.finishedAt ? worked(run.starts) : '',
  settings(run, differing),
  result(run),
];

/** By experiment, the settings that are not the same in all of its runs. */
function differences(runs: readonly RunRecord[]): Map<string, string[]> {
  const values = new Map<string, Map<string, Set<string>>>();
  for (const run of runs) {
    const byKey = values.get(run.experiment) ?? new Map<string, Set<string>>();
    values.set(run.experiment, byKey);
    for (const [key, value] of settingsIn(run.config))
      byKey.set(key, (byKey.get(key) ?? new Set()).add(brief(value)));
  }
  return new Map(
    [...values].map(([experiment, byKey]) => [
      experiment,
      [...byKey].filter(([, seen]) => seen.size > 1).map(([key]) => key),
    ]),
  );
}

/** The settings of a configuration, those within others as `adapter.rank`. */
function settingsIn(config: object, prefix = ''): (readonly [key: string, value: unknown])[] {
  return Object.entries(config).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? settingsIn(value, `${prefix}${key}.`)
      : [[prefix + key, value] as const],
  );
}

function settings({ config }: RunRecord, keys: readonly string[]): string {
  const own = new Map(settingsIn(config));
  const present = keys.filter((key) => own.has(key));
  const shown = present.slice(0, SETTINGS).map((key) => `${key}=${brief(own.get(key))}`);
  return shown.join(' ') + (present.length > SETTINGS ? ' …' : '');
}

function result({ status, summary, error, owner }: RunRecord): string {
  if (status === 'running') return `in process ${owner.pid} on ${owner.host}`;
  if (status === 'failed') return error?.split('\n')[0] ?? '';
  const score = Object.keys(summary).find((key) => Object.hasOwn(summary, `${key}/standardError`));
  if (score !== undefined) {
    const [value, margin] = [score, `${score}/standardError`].map((key) => percent(summary[key]));
    return `${score} ${value} ± ${margin} %`;
  }
  const [first] = Object.entries(summary);
  return first ? `${first[0]} ${number(first[1])}` : '';
}

function percent(share = NaN): string {
  return (100 * share).toFixed(1);
}
