import {
  type Column,
  column,
  format,
  markup,
  pageOnly,
  type Section,
  table,
  tableHtml,
} from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import { leftOutNote } from './limits.ts';

/** What the list of runs shows of every run. */
export interface ListedRun {
  readonly record: RunRecord;
  readonly diverged: boolean;
}

/** How a suite's runs are listed. */
export interface RunList<Run> {
  /** A trial served to find a learning rate. */
  readonly isTrial: (run: Run) => boolean;
  /** Between the run's status and when it started. */
  readonly columns: readonly Column<Run>[];
  readonly limit: number;
  /** Where the page has results, runs are folded away. */
  readonly folded: boolean;
}

/** Every run, trials and unfinished ones included, newest first; the page's Markdown goes without. */
export function runsSection<Run extends ListedRun>(
  all: readonly Run[],
  { isTrial, columns, limit, folded }: RunList<Run>,
): Section {
  const unfinished = all.filter(({ record }) => record.status !== 'finished').length;
  const trials = all.filter(isTrial).length;
  const shown = markup`${tableHtml(runsTable(all, columns, limit))}
${leftOutNote(Math.min(all.length, limit), all.length, 'runs are listed')}`;
  const remarks = [
    unfinished > 0 &&
      `${format.plural(unfinished, 'run')} did not finish and ${unfinished === 1 ? 'is' : 'are'} in no result above.`,
    trials > 0 &&
      `${format.plural(trials, 'run')} served to find a learning rate and ${trials === 1 ? 'is' : 'are'} no result.`,
  ].filter((remark) => remark !== false);
  const hidden = markup`${remarks.length > 0 && markup`<p>${remarks.join(' ')}</p>`}
<details>
<summary>${all.length > limit ? `Show the newest ${format.count(limit)} runs` : 'Show every run'}</summary>
${shown}</details>`;
  return { id: 'runs', title: 'All runs', folded, body: pageOnly(folded ? hidden : shown) };
}

const runsTable = <Run extends ListedRun>(
  all: readonly Run[],
  columns: readonly Column<Run>[],
  limit: number,
) =>
  table(
    `${all.length > limit ? `The newest ${format.count(limit)} of ${format.count(all.length)} runs` : format.plural(all.length, 'run')} in the database, newest first.`,
    all.slice(0, limit),
    [
      column('Run', ({ record }) => ({ text: record.id.slice(0, 12), code: true })),
      column('Status', ({ record: { status, error }, diverged }) => ({
        text: diverged ? 'diverged' : status,
        detail: error?.split('\n', 1).join(''),
      })),
      ...columns,
      column('Started', ({ record }) => format.dateTime(record.startedAt)),
    ],
    { kind: ({ record }) => record.status !== 'finished' && 'reference' },
  );
