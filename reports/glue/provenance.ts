import { distinctBy, format, type Row, type Table } from '@singlora/reporting';
import type { Environment, RunRecord } from '@singlora/tracking';
import { codeText } from '../code-text.ts';
import { methodTitle } from '../methods.ts';
import type { GlueRun } from './run.ts';
import { valueText } from './setting.ts';

const facts: readonly { title: string; of: (environment: Environment) => string }[] = [
  { title: 'Backend', of: ({ backend }) => backend },
  { title: 'CPU', of: ({ cpu }) => cpu },
  { title: 'Cores', of: ({ cores }) => format.count(cores) },
  { title: 'Memory', of: ({ memoryBytes }) => format.bytes(memoryBytes) },
  { title: 'System', of: ({ platform }) => platform },
  { title: 'Node', of: ({ node }) => node },
  { title: 'Code', of: ({ git }) => codeText(git) },
  {
    title: 'Packages',
    of: ({ packages }) =>
      Object.entries(packages)
        .map(([name, version]) => `${name} ${version}`)
        .join(', ') || format.absent,
  },
];

/** Where the runs ran; what differed between them is listed with how many runs it concerns. */
export function environmentTable(records: readonly RunRecord[]): Table {
  return {
    caption: `Recorded by ${format.plural(records.length, 'finished run')}.`,
    columns: [
      { key: 'title', title: 'What' },
      { key: 'value', title: 'Value' },
    ],
    rows: facts.map(({ title, of }): Row => {
      const texts = records.map(({ environment }) => of(environment));
      const distinct = [...new Set(texts)];
      const text =
        distinct.length === 1
          ? distinct.join('')
          : distinct
              .map(
                (one) =>
                  `${one} (${format.plural(texts.filter((text) => text === one).length, 'run')})`,
              )
              .join('; ');
      return { cells: { title, value: text } };
    }),
  };
}

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

/** The commands that made the runs, each once, oldest first. */
export function commandsOf(records: readonly RunRecord[]): string[] {
  return [...new Set([...records].reverse().map(({ command }) => command))];
}
