import { figures, format, markup, page, sectionContent, type HtmlValue } from '@singlora/reporting';
import { damagedList } from './damaged.ts';
import { kinds } from './performance/kinds.ts';
import { machinesOf, type MachineMeasurements } from './performance/machine.ts';
import { partHtml } from './performance/part.ts';
import { machinesSection } from './performance/provenance.ts';
import { ratiosChart } from './performance/ratios.ts';
import { commandsHtml } from './provenance.ts';
import type { Recorded } from './suites.ts';

/** Time and memory compared with PyTorch's. */
export default page({
  title: 'Performance',
  name: 'Performance',
  description: 'Time and memory of fine-tuning steps, beside PyTorch and peft.',
  place: 5,
  reads: ({ measurements }: Recorded) => measurements,
  show({ records, damaged }) {
    const machines = machinesOf(records);
    const shown = machines.flatMap((machine) => machine.records);
    const messages = damaged.map(({ message }) => message);
    const isBegun = machines.length > 0;
    return {
      document: 'performance',
      isBegun,
      begin: {
        says: 'Nothing is measured yet. These commands measure beside PyTorch:',
        commands: [...new Set(kinds.map(({ command }) => command))],
      },
      recorded: format.plural(records.length, 'record'),
      notes: damagedList(
        messages,
        `${format.plural(messages.length, 'measurement')} cannot be shown`,
        { open: 3 },
      ),
      parts: isBegun
        ? {
            ratios: figures([ratiosChart(machines)]),
            ...Object.fromEntries(kinds.map((kind) => [kind.kind, partOf(kind, machines)])),
            machines: sectionContent(machinesSection(machines)),
            again: commandsHtml([...new Set(shown.map(({ command }) => command))]),
          }
        : {},
    };
  },
});

/** A kind's tables and charts, machine by machine; or the command that measures it. */
function partOf(
  { kind, command, parts: partsOf }: (typeof kinds)[number],
  machines: readonly MachineMeasurements[],
): HtmlValue {
  const bodies = machines.flatMap(({ title, records }) => {
    const parts = partsOf(records).map(partHtml);
    return parts.length > 0
      ? [markup`${machines.length > 1 && markup`<h3>${title}</h3>`}\n${parts}`]
      : [];
  });
  return sectionContent({
    id: kind,
    title: '',
    command,
    body: bodies.length > 0 ? markup`${bodies}` : undefined,
  });
}
