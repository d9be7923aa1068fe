import { format, markup, page, type Html, type Section } from '@singlora/reporting';
import { damagedList } from './damaged.ts';
import {
  denoiserBody,
  epochBody,
  lossesBody,
  operationsBody,
  scaleBody,
  stepBody,
} from './performance/bodies.ts';
import { machinesOf, type Machine } from './performance/machine.ts';
import { machinesSection } from './performance/provenance.ts';
import { readingSection } from './performance/reading.ts';
import { tally, verdict } from './performance/verdict.ts';
import { againSection } from './provenance.ts';
import { measurements } from './sources.ts';

const benchCommand = 'npx nx run tools:bench';
const lossesCommand = 'npx nx run tools:losses';
const scaleCommand = 'npx nx run tools:scale';
const denoiserCommand = 'npx nx run tools:denoiser';
const kernelsCommand = 'npx nx run tools:kernels';

/** Time and memory of a step beside PyTorch's, and how they grow. */
export default page({
  title: 'Performance',
  name: 'Performance',
  description: 'Time and memory of fine-tuning steps, beside PyTorch and peft.',
  place: 5,
  reads: measurements,
  async show({ records, damaged }) {
    const machines = machinesOf(records);
    const shown = machines.flatMap((machine) => machine.records);
    const messages = damaged.map(({ message }) => message);
    const named = ({ title }: Machine) => machines.length > 1 && `${title}: `;
    const tallies = machines.map((machine) => ({ machine, told: tally(machine).join(' ') }));
    return {
      lede: machines.map((machine) => markup`${named(machine)}${verdict(machine)}`),
      begin: {
        says: 'Nothing is measured yet. These commands make the numbers, all but the last beside PyTorch:',
        commands: [benchCommand, lossesCommand, denoiserCommand, kernelsCommand, scaleCommand],
      },
      recorded: format.plural(records.length, 'record'),
      facts: tallies.map(({ machine, told }) => told && markup`${named(machine)}${told}`),
      notes: damagedList(
        messages,
        `${format.plural(messages.length, 'measurement')} cannot be shown`,
        { open: 3 },
      ),
      sections:
        machines.length > 0
          ? [
              {
                id: 'step',
                title: 'One step beside PyTorch',
                short: 'One step',
                command: benchCommand,
                body: await byMachine(machines, 'step', stepBody),
              },
              {
                id: 'epoch',
                title: 'One epoch beside PyTorch',
                short: 'One epoch',
                command: benchCommand,
                body: await byMachine(machines, 'epoch', epochBody),
              },
              {
                id: 'losses',
                title: 'Losses in float32 and bfloat16',
                short: 'Losses',
                command: lossesCommand,
                body: await byMachine(machines, 'losses', lossesBody),
              },
              {
                id: 'denoiser',
                title: 'A denoiser’s gradients beside PyTorch',
                short: 'Denoisers',
                command: denoiserCommand,
                body: await byMachine(machines, 'denoiser', denoiserBody),
              },
              {
                id: 'operations',
                title: 'Operations of diffusion models beside PyTorch',
                short: 'Operations',
                command: kernelsCommand,
                body: await byMachine(machines, 'operations', operationsBody),
              },
              {
                id: 'scale',
                title: 'How time and memory grow',
                short: 'Growth',
                command: scaleCommand,
                body: await byMachine(machines, 'scale', scaleBody),
              },
              readingSection(shown),
              machinesSection(machines),
              againSection(
                [...new Set(shown.map(({ command }) => command))],
                markup`A new measurement of a case takes the place of the one before. <code>${benchCommand}</code> without a case makes all of its cases.`,
              ),
            ]
          : [],
    };
  },
});

/** One kind of measurement, machine by machine; undefined where there is none. */
async function byMachine(
  machines: readonly Machine[],
  id: string,
  bodyOf: (machine: Machine, id: string) => Promise<Html | undefined>,
): Promise<Section['body']> {
  const bodies = await Promise.all(
    machines.map(async (machine, index) => {
      const body = await bodyOf(machine, `${id}-${index + 1}`);
      return body && markup`${machines.length > 1 && markup`<h3>${machine.title}</h3>`}\n${body}`;
    }),
  );
  return bodies.some((body) => body !== undefined) ? markup`${bodies}` : undefined;
}
