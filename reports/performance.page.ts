import { figures, format, markup, page, type Section } from '@singlora/reporting';
import { damagedList } from './damaged.ts';
import { kinds } from './performance/kinds.ts';
import { machinesOf, type Machine } from './performance/machine.ts';
import { partHtml } from './performance/part.ts';
import { machinesSection } from './performance/provenance.ts';
import { readingSection } from './performance/reading.ts';
import { ratiosChart, ratiosSentence } from './performance/ratios.ts';
import { epochSentences, verdict } from './performance/verdict.ts';
import { againSection } from './provenance.ts';
import type { Recorded } from './suites.ts';

/** Time and memory of a step compared with PyTorch's, and how they grow. */
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
    return {
      lede:
        machines.length > 0
          ? [ratiosSentence(machines) ?? 'No step is compared with PyTorch’s yet.']
          : [],
      picture: figures([ratiosChart(machines)]),
      begin: {
        says: 'Nothing is measured yet. These commands make the numbers, all but the last beside PyTorch:',
        commands: [...new Set(kinds.map(({ command }) => command))],
      },
      recorded: format.plural(records.length, 'record'),
      notes: damagedList(
        messages,
        `${format.plural(messages.length, 'measurement')} cannot be shown`,
        { open: 3 },
      ),
      sections:
        machines.length > 0
          ? [
              wordsSection(machines),
              ...kinds.map((kind) => sectionOf(kind, machines)),
              readingSection(shown),
              machinesSection(machines),
              againSection(
                [...new Set(shown.map(({ command }) => command))],
                markup`A new measurement of a case takes the place of the one before. <code>${kinds[0]?.command}</code> without a case makes all of its cases.`,
              ),
            ]
          : [],
    };
  },
});

/** A section on the overall conclusions from each machine's comparisons. */
function wordsSection(machines: readonly Machine[]): Section | false {
  const told = machines.flatMap((machine) => {
    const says = [verdict(machine), ...epochSentences(machine)].filter((one) => one !== undefined);
    const name = machines.length > 1 && `${machine.title}: `;
    return says.length > 0 ? markup`<p>${name}${says.map((one) => markup`${one} `)}</p>\n` : [];
  });
  return told.length > 0 && { id: 'words', title: 'In words', body: markup`${told}` };
}

function sectionOf(
  { kind: id, parts: partsOf, ...section }: (typeof kinds)[number],
  machines: readonly Machine[],
): Section {
  const bodies = machines.map(({ title, records }, index) => {
    const parts = partsOf(records, `${id}-${index + 1}`).map(partHtml);
    return (
      parts.length > 0 && markup`${machines.length > 1 && markup`<h3>${title}</h3>`}\n${parts}`
    );
  });
  const shown = bodies.filter((body) => body !== false);
  return { id, ...section, folded: true, body: shown.length > 0 ? markup`${shown}` : undefined };
}
