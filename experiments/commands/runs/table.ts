import type { RunRecord } from '@singlora/tracking';
import { brief, columns, duration, localTime, number } from './format.ts';

/** How many of the differing settings a line shows. */
const SETTINGS = 4;

/** One line a run: what sets it apart from the others listed, and its result. */
export function tableOf(runs: readonly RunRecord[]): string {
  const differing = differences(runs);
  const lines = runs.map((run) => [
    run.id,
    run.experiment,
    run.status,
    localTime(run.startedAt),
    run.finishedAt ? duration(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : '',
    settings(run, differing.get(run.experiment) ?? []),
    result(run),
  ]);
  const head = ['ID', 'EXPERIMENT', 'STATUS', 'STARTED', 'TOOK', 'WHAT DIFFERS', 'RESULT'];
  return columns([head, ...lines]);
}

/** By experiment, the settings that are not the same in all of its runs. */
function differences(runs: readonly RunRecord[]): Map<string, string[]> {
  const values = new Map<string, Map<string, Set<string>>>();
  for (const run of runs) {
    const byKey = values.get(run.experiment) ?? new Map<string, Set<string>>();
    values.set(run.experiment, byKey);
    for (const [key, value] of Object.entries(run.config))
      byKey.set(key, (byKey.get(key) ?? new Set()).add(brief(value)));
  }
  return new Map(
    [...values].map(([experiment, byKey]) => [
      experiment,
      [...byKey].filter(([, seen]) => seen.size > 1).map(([key]) => key),
    ]),
  );
}

function settings({ config }: RunRecord, keys: readonly string[]): string {
  const present = keys.filter((key) => key in config);
  const shown = present.slice(0, SETTINGS).map((key) => `${key}=${brief(config[key])}`);
  return shown.join(' ') + (present.length > SETTINGS ? ' …' : '');
}

function result({ status, summary, error, owner }: RunRecord): string {
  if (status === 'running') return `in process ${owner.pid} on ${owner.host}`;
  if (status === 'failed') return error?.split('\n')[0]?.slice(0, 60) ?? '';
  const score = Object.keys(summary).find((key) => `${key}/standardError` in summary);
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
