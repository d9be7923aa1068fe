import { byName, distinctBy, format, groupBy } from '@singlora/reporting';
import type { BenchKind, BenchRecord, RecordOf } from '@singlora/records';

/** The measurements on one machine. Values of different machines never share a table or a chart. */
export type MachineMeasurements = ReturnType<typeof machineOf>;

/** The case shown first on the page. */
export const headlineCase = 'minilm-32x48';

export const ofKind = <Kind extends BenchKind>(
  records: readonly BenchRecord[],
  kind: Kind,
): RecordOf<Kind>[] =>
  records.filter((record): record is RecordOf<Kind> & BenchRecord => record.kind === kind);

/** The machines, first those with the headline case, then those with the most measurements. */
export function machinesOf(records: readonly BenchRecord[]): MachineMeasurements[] {
  // Node is software: another version is not another machine.
  const groups = groupBy(records, ({ machine: { node, ...hardware } }) => hardware);
  const machines = groups
    .map(machineOf)
    .sort((a, b) => rankOf(b) - rankOf(a) || byName(a.title, b.title));
  return machines.map((machine) => {
    const twins = machines.filter(({ title }) => title === machine.title);
    const number = twins.indexOf(machine) + 1;
    return twins.length > 1 ? { ...machine, title: `${machine.title} (${number})` } : machine;
  });
}

function machineOf(group: readonly BenchRecord[]) {
  const newestFirst = [...group].sort(
    (a, b) => Date.parse(b.measuredAt) - Date.parse(a.measuredAt),
  );
  const records = distinctBy(newestFirst, identityOf).sort(byCase);
  const { cpu = '', cores = 0, memoryBytes } = group[0]?.machine ?? {};
  const name = cpu.replaceAll(/\((R|TM)\)/g, '');
  return {
    /** Unique on the page: machines with equal names are numbered. */
    title: `${name}, ${format.plural(cores, 'core')}, ${format.bytes(memoryBytes)}`,
    /** The newest of each case. */
    records,
    /** The number of records that a newer one of the same case replaces. */
    older: group.length - records.length,
  };
}

/** The fields that identify a measurement: a newer one with equal fields replaces it. */
const identityOf = (record: BenchRecord) => ({
  case: record.case,
  kind: record.kind,
  setting: record.setting,
  sides: record.sides.map(({ name, precision }) => [name, precision]),
});

const rankOf = ({ records }: MachineMeasurements) =>
  (ofKind(records, 'step').some((step) => step.case === headlineCase) ? 1e6 : 0) + records.length;

/** The headline case first, then by name. */
const byCase = (a: BenchRecord, b: BenchRecord) =>
  Number(b.case === headlineCase) - Number(a.case === headlineCase) || byName(a.case, b.case);
