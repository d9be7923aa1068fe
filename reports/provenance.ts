import {
  column,
  copyable,
  distinctBy,
  format,
  markup,
  table,
  tableHtml,
  type Html,
  type Table,
} from '@singlora/reporting';
import type { Environment, RunRecord } from '@singlora/tracking';
import { codeText } from './code-text.ts';

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

/** The maximum number of listed values of one fact. */
const valuesNamed = 30;

export const factsTable = (
  caption: string,
  all: readonly (readonly [title: string, value: string])[],
  notes: readonly (string | false)[] = [],
): Table =>
  table(caption, all, [column('What', ([title]) => title), column('Value', ([, value]) => value)], {
    notes,
  });

/** A table of the runs' environments; differing values are listed with their numbers of runs. */
const environmentTable = (records: readonly RunRecord[]) =>
  factsTable(
    `Recorded by ${format.plural(records.length, 'finished run')}.`,
    facts.map(({ title, of }) => [title, valuesText(records.map((one) => of(one.environment)))]),
  );

function valuesText(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (counts.size === 1) return [...counts.keys()].join('');
  const named = [...counts].slice(0, valuesNamed);
  const more = counts.size - named.length;
  return [
    ...named.map(([one, n]) => `${one} (${format.plural(n, 'run')})`),
    ...(more > 0 ? [`and ${format.plural(more, 'other')}`] : []),
  ].join('; ');
}

/** Every model and data set used, with the hash of each file; empty without any. */
function assetsHtml(records: readonly RunRecord[]): Html | false {
  const all = [...new Set(records.map((record) => record.assets))].flat();
  const assets = distinctBy(all, (asset) => asset);
  const shown = table('Models and data sets, and the SHA-256 of each file as read.', assets, [
    column('Name', ({ kind, id }) => ({
      text: id,
      detail: kind === 'dataset' ? 'data set' : kind,
    })),
    column('Revision', ({ revision }) => ({ text: revision, code: true })),
    column('From', ({ origin }) => origin),
    column('Files', ({ sha256 }) => ({
      text: Object.entries(sha256)
        .map(([file, hash]) => `${file}\n${hash}`)
        .join('\n'),
      code: true,
    })),
  ]);
  return assets.length > 0 && tableHtml(shown);
}

/** The sections on the runs' environments, and on the commands that made them. */
export const provenanceParts = (records: readonly RunRecord[]) => ({
  environment: markup`${tableHtml(environmentTable(records))}${assetsHtml(records)}`,
  again: commandsHtml(commandsOf(records)),
});

/** The maximum number of commands on a page. */
const commandsShown = 200;

/** The commands that made a page's runs. */
export const commandsHtml = (commands: readonly string[]): Html =>
  markup`${copyable(commands.slice(-commandsShown).join('\n'))}${commands.length > commandsShown && markup`<p class="note">The newest ${format.count(commandsShown)} of ${format.count(commands.length)} commands: <code>npx nx run experiments:runs show ID</code> has that of each run.</p>\n`}`;

/** The distinct commands that made the runs, oldest first. */
export function commandsOf(records: readonly RunRecord[]): string[] {
  return [...new Set([...records].reverse().map(({ command }) => command))];
}
