import { format, type Table } from '@singlora/reporting';
import { codeText } from '../code-text.ts';
import type { Machine } from './machine.ts';
import type { BenchRecord } from '@singlora/records';

/** The machine and what ran on it; where measurements differ, every value is given. */
export function machineTable({ title, records, older }: Machine): Table {
  const each = (text: (record: BenchRecord) => string) =>
    [...new Set(records.map(text))].join('; ');
  const facts: readonly (readonly [string, string])[] = [
    ['CPU', each(({ machine }) => machine.cpu)],
    ['Cores', each(({ machine }) => format.count(machine.cores))],
    ['Memory', each(({ machine }) => format.bytes(machine.memoryBytes))],
    ['System', each(({ machine }) => machine.system)],
    ['Node', each(({ machine }) => machine.node)],
    ['Code', each(({ code }) => codeText(code))],
    ...versionsOf(records),
    ['Measured', measuredText(records)],
  ];
  return {
    caption: `${title}: ${format.plural(records.length, 'measurement')}.`,
    columns: [
      { key: 'title', title: 'What' },
      { key: 'value', title: 'Value' },
    ],
    rows: facts.map(([title, value]) => ({ cells: { title, value } })),
    notes:
      older > 0
        ? [
            `${format.plural(older, 'older measurement')} of the same cases ${older === 1 ? 'is' : 'are'} left out.`,
          ]
        : [],
  };
}

/** What each side says it ran on. */
function versionsOf(records: readonly BenchRecord[]): (readonly [string, string])[] {
  const sides = records.flatMap((record): readonly { name: string; versions: string }[] =>
    record.kind === 'scale' ? [] : record.sides,
  );
  return [...new Set(sides.map(({ name }) => name))].map((name) => {
    const versions = sides.filter((side) => side.name === name).map((side) => side.versions);
    return [name, [...new Set(versions)].join('; ')];
  });
}

function measuredText(records: readonly BenchRecord[]): string {
  const times = records
    .map(({ measuredAt }) => new Date(measuredAt))
    .sort((a, b) => a.getTime() - b.getTime())
    .map((time) => format.dateTime(time.toISOString()));
  const [first, last] = [times[0], times.at(-1)];
  return first === last ? format.dateTime(records[0]?.measuredAt) : `${first} – ${last}`;
}

/** The commands that make the measurements again, each once. */
export const commandsOf = (records: readonly BenchRecord[]) => [
  ...new Set(records.map(({ command }) => command)),
];
