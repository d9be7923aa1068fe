import {
  column,
  format,
  markup,
  numbers,
  type Section,
  table,
  tableHtml,
} from '@singlora/reporting';
import { leftOutNote } from '../limits.ts';
import { scoreOf, type DreamBoothRun } from './run.ts';
import { titleOf } from './variant.ts';

/** Every run, trials and unfinished ones included, newest first, folded away. */
export function runsSection(all: readonly DreamBoothRun[], limit: number): Section {
  const count = (is: (run: DreamBoothRun) => boolean) => all.filter(is).length;
  const unfinished = count(({ record }) => record.status !== 'finished');
  const trials = count(({ config }) => config.purpose === 'trial');
  const runs = all.slice(0, limit);
  const remarks = [
    unfinished > 0 &&
      `${format.plural(unfinished, 'run')} did not finish and ${unfinished === 1 ? 'is' : 'are'} in no result above.`,
    trials > 0 &&
      `${format.plural(trials, 'run')} served to find a learning rate and ${trials === 1 ? 'is' : 'are'} no result.`,
  ].filter((remark) => remark !== false);
  return {
    id: 'runs',
    title: 'All runs',
    body: markup`${remarks.length > 0 && markup`<p>${remarks.join(' ')}</p>`}
<details>
<summary>${all.length > limit ? `Show the newest ${format.count(limit)} runs` : 'Show every run'}</summary>
${tableHtml(runsTable(runs, all.length))}
${leftOutNote(runs.length, all.length, 'runs are listed')}</details>`,
  };
}

const runsTable = (runs: readonly DreamBoothRun[], all: number) =>
  table(
    `${all > runs.length ? `The newest ${format.count(runs.length)} of ${format.count(all)} runs` : format.plural(all, 'run')} in the database, newest first.`,
    runs,
    [
      column('Run', ({ record }) => ({ text: record.id.slice(0, 12), code: true })),
      column('Status', ({ record: { status, error }, diverged }) => ({
        text: diverged ? 'diverged' : status,
        detail: error?.split('\n', 1).join(''),
      })),
      column('Experiment', ({ record, config }) => ({
        text: record.experiment,
        detail: config.purpose === 'trial' ? 'trial' : undefined,
      })),
      column('Method', ({ config: { method, adapter } }) =>
        adapter ? `${titleOf(method)} r${adapter.rank}` : titleOf(method),
      ),
      column('Subject', ({ config }) => config.subject),
      column('Preset', ({ config }) => config.preset),
      numbers('Rate', ({ config }) => format.setting(config.training?.learningRate)),
      numbers('Seed', ({ config }) => String(config.seed)),
      numbers('Fidelity', (run) => format.fixed(scoreOf(run, 'fidelity'), 3)),
      column('Started', ({ record }) => format.dateTime(record.startedAt)),
    ],
    { kind: ({ record }) => record.status !== 'finished' && 'reference' },
  );
