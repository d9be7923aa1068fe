import { format, markup, tableHtml, type Section, type Table } from '@singlora/reporting';
import { codeText } from '../code-text.ts';
import { factsTable } from '../provenance.ts';
import type { MachineMeasurements } from './machine.ts';
import type { BenchRecord } from '@singlora/records';

export const machinesSection = (machines: readonly MachineMeasurements[]): Section => {
  const short = machines.length > 1 ? 'Machines' : 'Machine';
  const body = markup`${machines.map((machine) => tableHtml(machineTable(machine)))}`;
  return { id: 'machine', title: `${short} and versions`, short, folded: true, body };
};

/** A machine and its software; where measurements differ, all values are listed. */
function machineTable({ title, records, older }: MachineMeasurements): Table {
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
  return factsTable(`${title}: ${format.plural(records.length, 'measurement')}.`, facts, [
    older > 0 &&
      `${format.plural(older, 'older measurement')} of the same cases ${older === 1 ? 'is' : 'are'} left out.`,
  ]);
}

/** The versions that each side states. */
function versionsOf(records: readonly BenchRecord[]): (readonly [string, string])[] {
  const sides = records.flatMap((record) => record.sides);
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
