import { format, type Row, type Table } from '@singlora/reporting';
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

/** Values of one fact that are told. */
const valuesNamed = 30;

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
      const counts = new Map<string, number>();
      for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
      const named = [...counts].slice(0, valuesNamed);
      const more = counts.size - named.length;
      const text =
        counts.size === 1
          ? [...counts.keys()].join('')
          : [
              ...named.map(([one, n]) => `${one} (${format.plural(n, 'run')})`),
              ...(more > 0 ? [`and ${format.plural(more, 'other')}`] : []),
            ].join('; ');
      return { cells: { title, value: text } };
    }),
  };
}

/** The commands that made the runs, each once, oldest first. */
export function commandsOf(records: readonly RunRecord[]): string[] {
  return [...new Set([...records].reverse().map(({ command }) => command))];
}
