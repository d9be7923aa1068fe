import {
  chartHtml,
  copyable,
  format,
  markup,
  renderPage,
  tableHtml,
  tableMarkdown,
  type Html,
} from '@singlora/reporting';
import type { Environment } from '@singlora/tracking';
import { codeText } from './code-text.ts';
import { damagedList } from './damaged.ts';
import { methodTitle } from './methods.ts';
import { epochTable } from './performance/epoch-table.ts';
import { machinesOf, type Machine } from './performance/machine.ts';
import { commandsOf, machineTable } from './performance/provenance.ts';
import { readingSection } from './performance/reading.ts';
import type { BenchRecord, ScaleRecord } from '@singlora/records';
import { scaleCharts } from './performance/scale-chart.ts';
import { scaleAxesOf, speedOf } from './performance/scale-law.ts';
import { lawTable, pointTable } from './performance/scale-table.ts';
import { stepCasesOf } from './performance/step-case.ts';
import { stepChart } from './performance/step-chart.ts';
import { stepTable } from './performance/step-table.ts';
import { tally, verdict } from './performance/verdict.ts';

/** Everything the page is made of: the same input gives the same page, byte for byte. */
export interface PerformanceInput {
  readonly records: readonly BenchRecord[];
  /** Measurements that cannot be shown, and why. */
  readonly damaged?: readonly Error[];
  readonly git?: NonNullable<Environment['git']>;
  /** ISO 8601. */
  readonly generatedAt: string;
}

const benchCommand = 'npx nx run tools:bench';
const scaleCommand = 'npx nx run tools:scale';

/** Time and memory of a step beside PyTorch's, and how they grow. */
export async function performancePage(input: PerformanceInput): Promise<string> {
  const machines = machinesOf(input.records);
  const messages = (input.damaged ?? []).map(({ message }) => message);
  const sections =
    machines.length > 0 &&
    markup`${await section('step', 'One step beside PyTorch', benchCommand, machines, stepBody)}
${await section('epoch', 'One epoch beside PyTorch', benchCommand, machines, epochBody)}
${await section('scale', 'How time and memory grow', scaleCommand, machines, scaleBody)}
${readingSection(machines.flatMap(({ records }) => records))}
${provenance(machines)}`;
  return renderPage({
    title: 'SingLoRA Lab: performance',
    description: 'Time and memory of fine-tuning steps, beside PyTorch and peft.',
    body: markup`${header(input, machines)}
${damagedList(messages, `${format.plural(messages.length, 'measurement')} cannot be shown`, 3)}${sections}`,
  });
}

function header(
  { generatedAt, git, records }: PerformanceInput,
  machines: readonly Machine[],
): Html {
  const many = machines.length > 1;
  const ledes = machines.map(
    (machine) => markup`<p>${many && `${machine.title}: `}${verdict(machine)}</p>\n`,
  );
  const tallies = machines.map((machine) => {
    const sentences = tally(machine).join(' ');
    return sentences && markup`<p class="facts">${many && `${machine.title}: `}${sentences}</p>\n`;
  });
  const contents = markup`<nav aria-label="On this page">
<a href="#step">One step</a><a href="#epoch">One epoch</a><a href="#scale">Growth</a><a href="#reading">What the numbers mean</a><a href="#machine">${many ? 'Machines' : 'Machine'}</a><a href="#again">Measure again</a>
</nav>`;
  return markup`<header>
<p class="kicker">SingLoRA Lab · time and memory, measured beside PyTorch</p>
<h1>Performance</h1>
<div class="lede">${machines.length > 0 ? ledes : nothingYet()}</div>
${tallies}<p class="meta">${format.dateTime(generatedAt)} · ${format.plural(records.length, 'record')} · page made by code ${codeText(git)}</p>
${machines.length > 0 && contents}
</header>`;
}

const nothingYet =
  () => markup`<p>Nothing is measured yet. These commands make the numbers, the first beside PyTorch and the second on its own:</p>
${[benchCommand, scaleCommand].map(copyable)}`;

/** One kind of measurement, machine by machine; or how to make it where there is none. */
async function section(
  id: string,
  title: string,
  command: string,
  machines: readonly Machine[],
  bodyOf: (machine: Machine, id: string) => Promise<Html | undefined>,
): Promise<Html> {
  const bodies = await Promise.all(
    machines.map(async (machine, index) => {
      const body = await bodyOf(machine, `${id}-${index + 1}`);
      return body && markup`${machines.length > 1 && markup`<h3>${machine.title}</h3>`}\n${body}`;
    }),
  );
  const missing = markup`<p>Not measured yet. This command does it:</p>\n${copyable(command)}`;
  return markup`<section id="${id}">
<h2>${title}</h2>
${bodies.some((body) => body !== undefined) ? bodies : missing}
</section>`;
}

async function stepBody({ steps }: Machine, id: string): Promise<Html | undefined> {
  if (steps.length === 0) return undefined;
  const cases = stepCasesOf(steps);
  const table = stepTable(cases);
  const chart = stepChart(cases, `${id}-ratio`);
  return markup`${tableHtml(table)}
${chart && markup`<div class="figures">\n${await chartHtml(chart)}</div>`}
<details class="source">
<summary>The table as Markdown</summary>
${copyable(tableMarkdown(table))}</details>`;
}

const epochBody = ({ epochs }: Machine) =>
  Promise.resolve(
    epochs.length > 0
      ? markup`${epochs.map((record) => tableHtml(epochTable(record)))}`
      : undefined,
  );

async function scaleBody({ scales }: Machine, id: string): Promise<Html | undefined> {
  if (scales.length === 0) return undefined;
  const bodies = scales.map((record, index) => scaleRecordBody(record, `${id}-${index + 1}`));
  return markup`${await Promise.all(bodies)}`;
}

async function scaleRecordBody(record: ScaleRecord, id: string): Promise<Html> {
  const { model, method, threads, base } = record.setting;
  const scaleAxes = scaleAxesOf(record);
  const charts = scaleAxes.flatMap((one) => scaleCharts(one, id));
  const start = `width ${format.count(base.width)}, depth ${format.count(base.depth)}, length ${format.count(base.length)}, batch ${format.count(base.batch)}, rank ${format.count(base.rank)}`;
  return markup`<h4>${record.title}</h4>
<p>${model}, ${methodTitle(method)}, ${format.plural(threads, 'thread')}; ours alone. One size grows at a time, the others stay at ${start}.</p>
${tableHtml(lawTable(scaleAxes))}
<div class="figures">
${await Promise.all(charts.map(chartHtml))}</div>
<details>
<summary>${shareText(record)}</summary>
${tableHtml(pointTable(scaleAxes, record))}</details>`;
}

function shareText({ points, peakGflops }: ScaleRecord): string {
  const shares = points.map((point) => speedOf(point) / peakGflops);
  const ends = [Math.min(...shares), Math.max(...shares)].map((share) => format.percent(share, 0));
  return `Every point, with the arithmetic reached: ${[...new Set(ends)].join(' to ')} of the machine’s peak`;
}

function provenance(machines: readonly Machine[]): Html {
  const records = machines.flatMap(({ steps, epochs, scales }) => [...steps, ...epochs, ...scales]);
  return markup`<section id="machine">
<h2>${machines.length > 1 ? 'Machines' : 'Machine'} and versions</h2>
${machines.map((machine) => tableHtml(machineTable(machine)))}
</section>
<section id="again">
<h2>Measure again</h2>
<p>These commands made the numbers on this page; a new measurement of a case takes the place of the one before. <code>${benchCommand}</code> without a case makes all of those beside PyTorch.</p>
${copyable(commandsOf(records).join('\n'))}
</section>`;
}
