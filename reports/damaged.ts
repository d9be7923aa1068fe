import type { CheckedRun, RecordedRun, SuiteRuns } from '@singlora/comparison';
import { badges, format, markup, type Html } from '@singlora/reporting';
import type { DamagedRun } from '@singlora/tracking';

/** The maximum number of listed records; the next appear once these are repaired. */
const NAMED = 100;

/** The list of records that cannot be shown, collapsed under `summary` if there are more than `open`. */
export function damagedList(
  messages: readonly string[],
  summary: string,
  { open = 0, id = 'damaged', badge = 'Damaged' } = {},
): Html | false {
  if (messages.length === 0) return false;
  const more = messages.length - NAMED;
  const named = messages.slice(0, NAMED).map((sentence) => ({ badge, sentence }));
  const list = markup`${badges(named, id)}${more > 0 && markup`<p class="note">And ${format.count(more)} more.</p>\n`}`;
  if (messages.length <= open) return list;
  return markup`<details>
<summary>${summary}</summary>
${list}</details>
`;
}

/** Runs with unreadable records. They are on every page, since they may belong on any. */
export function damagedRunsNote(damaged: readonly DamagedRun[]): Html | false {
  const one = damaged.length === 1;
  const summary = `The ${one ? 'record' : 'records'} of ${format.plural(damaged.length, 'run')} cannot be read: no page shows ${one ? 'it' : 'them'}`;
  return damagedList(damaged.map(textOf), summary, { id: 'damaged-records' });
}

const textOf = ({ id, experiment, problem }: DamagedRun) =>
  `Run ${id.slice(0, 12)} of ${experiment}: its record is damaged (${problem}).`;

/** Finished runs that contradict themselves, or that lack what is needed to check them: they are shown, but decide nothing. */
export function contradictionsNote(runs: readonly CheckedRun[]): Html | false {
  const named = runs.flatMap(({ record, contradiction }) =>
    contradiction === undefined ? [] : `Run ${record.id.slice(0, 12)}: ${contradiction}.`,
  );
  const one = named.length === 1;
  return damagedList(
    named,
    `${format.plural(named.length, 'run')} ${one ? 'fails a check and decides' : 'fail a check and decide'} nothing`,
    { id: 'contradictions', badge: 'Check failed' },
  );
}

/** Runs that another version of this project recorded in a form that this one cannot read. */
export function versionsNote(problems: SuiteRuns<unknown>['otherVersions']): Html | false {
  return damagedList(
    problems.map(({ says }) => says),
    `${format.plural(problems.length, 'run')} of another version of this project ${problems.length === 1 ? 'is' : 'are'} not shown`,
    { id: 'other-versions', badge: 'Other version' },
  );
}

/**
 * Recorded predictions that cannot be used: their runs are compared without their rows. The predictions of the newest
 * `checked` runs are all read, of other runs only those that the page compares. So this must run after the comparisons.
 */
export function problemsNote(runs: readonly RecordedRun[], checked: number): Html | false {
  for (const { predictions } of runs.slice(0, checked))
    if (!predictions.wasRead) predictions.read();
  const problems = runs.flatMap(({ predictions }) => predictions.problem ?? []);
  return damagedList(
    problems,
    `The predictions of ${format.plural(problems.length, 'run')} cannot be used: differences with them leave out the rows`,
  );
}
