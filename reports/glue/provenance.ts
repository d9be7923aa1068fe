import { distinctBy, format, type Row, type Table } from '@singlora/reporting';
import type { RunRecord } from '@singlora/tracking';
import { methodTitle } from '../methods.ts';
import type { GlueRun } from './run.ts';
import { valueText } from './setting.ts';

/** Every model and data set that was used, with the hash of each file. */
export function assetTable(records: readonly RunRecord[]): Table {
  const assets = distinctBy(
    records.flatMap((record) => record.assets),
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

/** Every run of the task, the unfinished ones included, newest first. */
export function runsTable(runs: readonly GlueRun[]): Table {
  return {
    caption: `${format.plural(runs.length, 'run')} in the database, newest first.`,
    columns: [
      { key: 'id', title: 'Run' },
      { key: 'status', title: 'Status' },
      { key: 'method', title: 'Method' },
      { key: 'preset', title: 'Preset' },
      { key: 'seed', title: 'Seed', align: 'right' },
      { key: 'accuracy', title: 'Accuracy', detail: '± binomial s.e.', align: 'right' },
      { key: 'steps', title: 'Steps', align: 'right' },
      { key: 'time', title: 'Training', align: 'right' },
      { key: 'started', title: 'Started' },
    ],
    rows: runs.map(({ record, method, seed, accuracy }): Row => {
      const { summary, status, error } = record;
      const standardError = summary['accuracyStandardError'];
      return {
        ...(status === 'finished' ? {} : { kind: 'reference' }),
        cells: {
          id: { text: record.id.slice(0, 12), code: true },
          status: { text: status, ...(error ? { detail: error.split('\n', 1).join('') } : {}) },
          method: methodTitle(method),
          preset: valueText(record.config['preset']),
          seed: String(seed),
          accuracy: {
            text: format.percent(accuracy),
            ...(standardError === undefined ? {} : { detail: `± ${format.points(standardError)}` }),
          },
          steps: format.count(summary['steps']),
          time: format.duration(summary['trainSeconds']),
          started: format.dateTime(record.startedAt),
        },
      };
    }),
  };
}
