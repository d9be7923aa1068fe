import {
  column,
  format,
  markup,
  methodTitle,
  numbers,
  type Section,
  table,
  tableHtml,
} from '@singlora/reporting';
import { leftOutNote } from '../limits.ts';
import { metricInfo, scoreText } from './metric.ts';
import { configNumber, type GlueRun } from './run.ts';
import { glueNumber, taskTitle } from '@singlora/records';
import { valueText } from './words.ts';

/** Every run, trials and unfinished ones included, newest first; folded away where the page has results. */
export function runsSection(all: readonly GlueRun[], hasResults: boolean, limit: number): Section {
  const count = (is: (run: GlueRun) => boolean) => all.filter(is).length;
  const unfinished = count(({ record }) => record.status !== 'finished');
  const trials = count(({ purpose }) => purpose === 'trial');
  const runs = all.slice(0, limit);
  const shown = markup`${tableHtml(runsTable(runs, all.length))}
${leftOutNote(runs.length, all.length, 'runs are listed')}`;
  const remarks = [
    unfinished > 0 &&
      `${format.plural(unfinished, 'run')} did not finish and ${unfinished === 1 ? 'is' : 'are'} in no result above.`,
    trials > 0 &&
      `${format.plural(trials, 'run')} served to find a learning rate and ${trials === 1 ? 'is' : 'are'} no result.`,
  ].filter(Boolean);
  const folded = markup`${remarks.length > 0 && markup`<p>${remarks.join(' ')}</p>`}
<details>
<summary>${all.length > limit ? `Show the newest ${format.count(limit)} runs` : 'Show every run'}</summary>
${shown}</details>`;
  return { id: 'runs', title: 'All runs', body: hasResults ? folded : shown };
}

const runsTable = (runs: readonly GlueRun[], all: number) =>
  table(
    `${all > runs.length ? `The newest ${format.count(runs.length)} of ${format.count(all)} runs` : format.plural(all, 'run')} in the database, newest first.`,
    runs,
    [
      column('Run', ({ record }) => ({ text: record.id.slice(0, 12), code: true })),
      column('Status', ({ record: { status, error }, diverged }) => ({
        text: diverged ? 'diverged' : status,
        detail: error?.split('\n', 1).join(''),
      })),
      column('Task', ({ task, purpose }) => ({
        text: taskTitle(task),
        detail: purpose === 'trial' ? 'trial' : undefined,
      })),
      column('Method', ({ method }) => methodTitle(method)),
      column('Preset', ({ record }) => valueText(record.config['preset'])),
      numbers('Rate', ({ record }) => format.setting(configNumber(record.config, 'learningRate'))),
      numbers('Seed', ({ seed }) => String(seed)),
      numbers(['Score', 'headline metric'], ({ metrics, score }) =>
        scoreText(metricInfo(metrics[0] ?? ''), score),
      ),
      numbers('Steps', ({ record }) => format.count(glueNumber(record.summary, 'steps'))),
      numbers('Training', ({ record }) =>
        format.duration(glueNumber(record.summary, 'trainSeconds')),
      ),
      column('Started', ({ record }) => format.dateTime(record.startedAt)),
    ],
    { kind: ({ record }) => record.status !== 'finished' && 'reference' },
  );
