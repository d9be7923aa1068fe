import { isDamaged, type ListedRun, type RunRecord } from '@singlora/tracking';
import { flattened, outdated } from '@singlora/comparison';
import { isTrial } from './fields.ts';
import { brief, columns, localTime, numberText, worked } from './format.ts';

/** How many differing settings a line shows. */
const SETTINGS = 4;

/** One line per run: how it differs from the others listed, and its result or problem. */
export function runTable(runs: readonly ListedRun[], width = Infinity): string {
  const differing = differences(runs.flatMap((run) => (isDamaged(run) ? [] : run)));
  const isNarrow = width < NARROW;
  const line = (run: ListedRun): string[] => {
    const [status, took, differs, found] = isDamaged(run)
      ? ['damaged', '', '', run.problem]
      : endOf(run, differing.get(run.experiment) ?? []);
    const when = isNarrow ? [] : [localTime(run.startedAt), took];
    return [run.id, run.experiment, status, ...when, differs, found];
  };
  const head = ['ID', 'EXPERIMENT', 'STATUS', 'STARTED', 'TOOK', 'WHAT DIFFERS', 'RESULT'];
  if (isNarrow) head.splice(3, 2);
  const unread = new Set(runs.flatMap((run) => (isDamaged(run) ? [] : (outdated(run) ?? []))));
  return [
    columns([head, ...runs.map(line)], { width }),
    ...[...unread].map(
      (why) =>
        `outdated: no page counts it, as its configuration ${why}. Its command makes it again.`,
    ),
  ].join('\n');
}

/** A terminal with fewer columns has no room for times. */
const NARROW = 100;

const endOf = (run: RunRecord, differing: readonly string[]) =>
  [
    outdated(run) === undefined ? run.status : 'outdated',
    run.finishedAt ? worked(run.starts) : '',
    settings(run, differing),
    result(run),
  ] as const;

/** The settings of each experiment that differ between its runs. */
function differences(runs: readonly RunRecord[]): Map<string, string[]> {
  const values = new Map<string, Map<string, Set<string>>>();
  for (const run of runs) {
    const byKey = values.get(run.experiment) ?? new Map<string, Set<string>>();
    values.set(run.experiment, byKey);
    for (const [key, value] of flattened(run.config))
      byKey.set(key, (byKey.get(key) ?? new Set()).add(brief(value)));
  }
  return new Map(
    [...values].map(([experiment, byKey]) => [
      experiment,
      [...byKey].filter(([, seen]) => seen.size > 1).map(([key]) => key),
    ]),
  );
}

function settings({ config, tags = [] }: RunRecord, keys: readonly string[]): string {
  const own = new Map(flattened(config));
  const present = keys.filter((key) => own.has(key));
  const shown = present.slice(0, SETTINGS).map((key) => `${key}=${brief(own.get(key))}`);
  return (
    [...tags.map((tag) => `#${tag}`), ...shown].join(' ') + (present.length > SETTINGS ? ' …' : '')
  );
}

/** A trial's score is of rows that were held out, and is named so. */
function result(run: RunRecord): string {
  const text = resultText(run);
  return text !== '' && isTrial(run) ? `${text} (trial)` : text;
}

function resultText({ status, summary, error, owner }: RunRecord): string {
  if (status === 'running') return `in process ${owner.pid} on ${owner.host}`;
  if (status === 'failed') return error?.split('\n')[0] ?? '';
  const score = Object.keys(summary).find((key) => Object.hasOwn(summary, `${key}/standardError`));
  if (score !== undefined) {
    const [value, margin] = [score, `${score}/standardError`].map((key) => percent(summary[key]));
    return `${value} ± ${margin} % ${score}`;
  }
  const [first] = Object.entries(summary);
  return first ? `${numberText(first[1])} ${first[0]}` : '';
}

function percent(share = NaN): string {
  return (100 * share).toFixed(1);
}
