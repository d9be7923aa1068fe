import {
  figures,
  format,
  type Html,
  markup,
  methodTitle,
  sourceOf,
  tableHtml,
} from '@singlora/reporting';
import { denoiserTable } from './denoiser-table.ts';
import { epochTable } from './epoch-table.ts';
import { lossesTable } from './losses-table.ts';
import { ofKind } from './machine.ts';
import { operationsTable } from './operations-table.ts';
import {
  precisions,
  type BenchKind,
  type BenchRecord,
  type Precision,
  type RecordOf,
  type ScaleRecord,
  type StepRecord,
} from '@singlora/records';
import { scaleCharts } from './scale-chart.ts';
import { scaleAxesOf, speedOf } from './scale-law.ts';
import { lawTable, pointTable } from './scale-table.ts';
import { ownCasesOf, stepCasesOf, type StepCase } from './step-case.ts';
import { stepChart } from './step-chart.ts';
import { precisionTable, stepTable } from './step-table.ts';

/** One kind of measurement on the page. */
interface Kind<Name extends BenchKind> {
  readonly kind: Name;
  readonly title: string;
  readonly short: string;
  /** The command of tools/bench that makes it. */
  readonly tool: string;
  /** What one machine's records show. */
  readonly body: (records: readonly RecordOf<Name>[], id: string) => Html | Promise<Html>;
}

const shown = <Name extends BenchKind>({ body, tool, ...kind }: Kind<Name>) => ({
  ...kind,
  command: `npx nx run tools:${tool}`,
  /** Undefined where there is none. */
  body: async (records: readonly BenchRecord[], id: string): Promise<Html | undefined> => {
    const own = ofKind(records, kind.kind);
    return own.length > 0 ? body(own, id) : undefined;
  },
});

/** All kinds in the order in which they are shown, each a section. */
export const kinds = [
  shown({
    kind: 'step',
    title: 'One step beside PyTorch',
    short: 'One step',
    tool: 'bench',
    body: stepBody,
  }),
  shown({
    kind: 'epoch',
    title: 'One epoch beside PyTorch',
    short: 'One epoch',
    tool: 'bench',
    body: (records) => markup`${records.map((record) => tableHtml(epochTable(record)))}`,
  }),
  shown({
    kind: 'losses',
    title: 'Losses in float32 and bfloat16',
    short: 'Losses',
    tool: 'losses',
    body: (records) => markup`${records.map((record) => tableHtml(lossesTable(record)))}`,
  }),
  shown({
    kind: 'denoiser',
    title: 'A denoiser’s gradients beside PyTorch',
    short: 'Denoisers',
    tool: 'denoiser',
    body: (records) => tableHtml(denoiserTable(records)),
  }),
  shown({
    kind: 'operations',
    title: 'Operations of diffusion models beside PyTorch',
    short: 'Operations',
    tool: 'kernels',
    body: (records) => markup`${records.map((record) => tableHtml(operationsTable(record)))}`,
  }),
  shown({
    kind: 'scale',
    title: 'How time and memory grow',
    short: 'Growth',
    tool: 'scale',
    async body(records, id) {
      const bodies = records.map((record, index) => scaleRecordBody(record, `${id}-${index + 1}`));
      return markup`${await Promise.all(bodies)}`;
    },
  }),
];

/** Every case, ours beside the other. */
async function stepBody(steps: readonly StepRecord[], id: string): Promise<Html> {
  const all = stepCasesOf(steps);
  const own = ownCasesOf(steps);
  const measured = precisions.filter((one) => all.some(({ side }) => side.precision === one));
  const parts = measured.map(async (precision) => {
    const cases = all.filter(({ side }) => side.precision === precision);
    const body = await precisionBody(cases, precision, id);
    return measured.length > 1 ? markup`<h4>In ${precision}</h4>\n${body}` : body;
  });
  return markup`${await Promise.all(parts)}
${own.length > 0 && markup`<h4>What bfloat16 gains</h4>\n${tableHtml(precisionTable(own))}`}`;
}

/** The cases of one precision. */
async function precisionBody(
  cases: readonly StepCase[],
  precision: Precision,
  id: string,
): Promise<Html> {
  const table = stepTable(cases);
  const chart = stepChart(cases, precision, `${id}-${precision}`);
  return markup`${tableHtml(table)}
${await figures([chart])}
${sourceOf(table)}`;
}

/** How time and memory grow with each size. */
async function scaleRecordBody(record: ScaleRecord, id: string): Promise<Html> {
  const { model, method, threads, base } = record.setting;
  const scaleAxes = scaleAxesOf(record);
  const charts = scaleAxes.flatMap((one) => scaleCharts(one, id));
  const start = `width ${format.count(base.width)}, depth ${format.count(base.depth)}, length ${format.count(base.length)}, batch ${format.count(base.batch)}, rank ${format.count(base.rank)}`;
  return markup`<h4>${record.title}</h4>
<p>${model}, ${methodTitle(method)}, ${format.plural(threads, 'thread')}; ours alone. One size grows at a time, the others stay at ${start}.</p>
${tableHtml(lawTable(scaleAxes))}
${await figures(charts)}
<details>
<summary>${shareText(record)}</summary>
${tableHtml(pointTable(scaleAxes, record))}</details>`;
}

function shareText({ points, peakGflops }: ScaleRecord): string {
  const shares = points.map((point) => speedOf(point) / peakGflops);
  const ends = [Math.min(...shares), Math.max(...shares)].map((share) => format.percent(share, 0));
  return `Every point, with the arithmetic reached: ${[...new Set(ends)].join(' to ')} of the machine’s peak`;
}
