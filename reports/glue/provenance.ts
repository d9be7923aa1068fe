import {
  copyable,
  distinctBy,
  format,
  markup,
  tableHtml,
  type Html,
  type Row,
  type Table,
} from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import { leftOutNote } from '../limits.ts';
import { methodTitle } from '../methods.ts';
import { commandsOf, environmentTable } from '../provenance.ts';
import { metricInfo, scoreText } from './metric.ts';
import { configNumber, type GlueRun } from './run.ts';
import { taskTitle } from '@singlora/records';
import { valueText } from './words.ts';

/** Commands on a page. */
const commandsShown = 200;

/** Where some runs ran, on what, and the commands that made them, as two sections. */
export const provenanceHtml = (
  records: readonly RunRecord[],
  commands = commandsOf(records),
): Html => markup`<section id="environment">
<h2>Environment</h2>
${tableHtml(environmentTable(records))}
${tableHtml(assetTable(records))}
</section>
<section id="again">
<h2>Run it again</h2>
<p>These commands made the runs on this page. A run that has finished with the same code, configuration and data is skipped; <code>--force</code> makes it anew.</p>
${copyable(commands.slice(-commandsShown).join('\n'))}${leftOutNote(Math.min(commandsShown, commands.length), commands.length, 'commands, the newest; “npx nx run experiments:runs show ID” has that of each run')}
</section>`;

/** Every model and data set that was used, with the hash of each file. */
function assetTable(records: readonly RunRecord[]): Table {
  const assets = distinctBy(
    [...new Set(records.map((record) => record.assets))].flat(),
    (asset) => asset,
  );
  return {
    caption: 'Models and data sets, and the SHA-256 of each file as read.',
    columns: [
      { key: 'id', title: 'Name' },
      { key: 'revision', title: 'Revision' },
      { key: 'origin', title: 'From' },
      { key: 'files', title: 'Files' },
    ],
    rows: assets.map(({ kind, id, revision, origin, sha256 }) => ({
      cells: {
        id: { text: id, detail: kind === 'dataset' ? 'data set' : kind },
        revision: { text: revision, code: true },
        origin,
        files: {
          text: Object.entries(sha256)
            .map(([file, hash]) => `${file}\n${hash}`)
            .join('\n'),
          code: true,
        },
      },
    })),
  };
}

/** Every run, trials and unfinished ones included, newest first. */
export function runsTable(runs: readonly GlueRun[], all = runs.length): Table {
  const count =
    all > runs.length
      ? `The newest ${format.count(runs.length)} of ${format.count(all)} runs`
      : format.plural(all, 'run');
  return {
    caption: `${count} in the database, newest first.`,
    columns: [
      { key: 'id', title: 'Run' },
      { key: 'status', title: 'Status' },
      { key: 'task', title: 'Task' },
      { key: 'method', title: 'Method' },
      { key: 'preset', title: 'Preset' },
      { key: 'rate', title: 'Rate', align: 'right' },
      { key: 'seed', title: 'Seed', align: 'right' },
      { key: 'score', title: 'Score', detail: 'headline metric', align: 'right' },
      { key: 'steps', title: 'Steps', align: 'right' },
      { key: 'time', title: 'Training', align: 'right' },
      { key: 'started', title: 'Started' },
    ],
    rows: runs.map((run): Row => {
      const { record, task, method, seed, purpose } = run;
      const { summary, status, error, config } = record;
      return {
        ...(status === 'finished' ? {} : { kind: 'reference' }),
        cells: {
          id: { text: record.id.slice(0, 12), code: true },
          status: {
            text: statusText(run),
            ...(error ? { detail: error.split('\n', 1).join('') } : {}),
          },
          task: { text: taskTitle(task), ...(purpose === 'trial' ? { detail: 'trial' } : {}) },
          method: methodTitle(method),
          preset: valueText(config['preset']),
          rate: format.setting(configNumber(config, 'learningRate')),
          seed: String(seed),
          score: scoreText(metricInfo(run.metrics[0] ?? ''), run.score),
          steps: format.count(summary['steps']),
          time: format.duration(summary['trainSeconds']),
          started: format.dateTime(record.startedAt),
        },
      };
    }),
  };
}

const statusText = ({ record: { status }, diverged }: GlueRun) => (diverged ? 'diverged' : status);
