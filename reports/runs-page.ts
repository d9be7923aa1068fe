import { decidingOf, runLabel, type RecordedRun } from '@singlora/comparison';
import { stepMetrics, type FindingDesign } from '@singlora/records';
import { format, markup, runsView, type ViewedRun } from '@singlora/reporting';
import { damagedRunsNote } from './damaged.ts';
import type { Shown } from './index-page.ts';
import { leftOutNote } from './limits.ts';
import type { Runs } from './sources.ts';

/** The page of all runs: a list to search, one run, and some side by side. */
export async function runsPage(
  { runs, damaged, limits }: Runs,
  designs: readonly FindingDesign[] = [],
): Promise<Shown> {
  const designsOf = byRun(designs);
  const listed: ViewedRun[] = [];
  for (const run of runs.slice(0, limits.runs))
    listed.push({
      ...(await viewed(run, listed.length < limits.curves)),
      ...(designsOf.has(run.record.id) && { designs: designsOf.get(run.record.id) ?? [] }),
    });
  const some = runs.length > listed.length;
  const page = {
    title: 'All runs',
    name: 'Runs',
    description: 'Every run: to search, to look at, and to compare with others.',
  };
  return {
    href: 'runs.html',
    page,
    content: {
      lede: runs.length > 0 ? [`${format.plural(runs.length, 'run')} in the database.`] : [],
      begin: { commands: ['npm start'] },
      recorded: format.plural(runs.length, 'run'),
      notes: [
        damagedRunsNote(damaged),
        leftOutNote(listed.length, runs.length, 'runs are listed, the newest'),
        some &&
          markup`<p class="note"><code>npx nx run experiments:runs list --where="method=lora lr >= 1e-3" --limit=500 --html=runs.html</code> lists those of which conditions hold in the same way.</p>\n`,
      ],
      sections: [runs.length > 0 && { id: 'list', title: 'The list', body: runsView(listed) }],
    },
  };
}

/** The designs that count a run, or a trial, by its id. */
function byRun(designs: readonly FindingDesign[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const { id, sides, trials } of designs)
    for (const run of new Set([...sides.flatMap(({ runs }) => runs), ...trials]))
      all.set(run, [...(all.get(run) ?? []), id]);
  return all;
}

async function viewed({ record, metric }: RecordedRun, draws: boolean): Promise<ViewedRun> {
  const points = draws ? await metric(record.id, stepMetrics.loss) : [];
  return {
    record,
    label: runLabel(record),
    facts: decidingOf(record),
    curves: new Map(points.length > 0 ? [[stepMetrics.loss, points]] : []),
  };
}
