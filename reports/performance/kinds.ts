import {
  figures,
  format,
  markup,
  methodTitle,
  sourceOf,
  tableHtml,
  type Html,
  type Table,
} from '@singlora/reporting';
import {
  precisions,
  type BenchKind,
  type BenchRecord,
  type Precision,
  type RecordOf,
} from '@singlora/records';
import { epochTable } from './epoch-table.ts';
import { lossesTable } from './losses-table.ts';
import { ofKind } from './machine.ts';
import { precisionRowsOf, rowsOf, type Row } from './row.ts';
import { scaleCharts } from './scale-chart.ts';
import { pointsOf, scaleAxesOf, speedOf } from './scale-law.ts';
import { lawTable, pointTable } from './scale-table.ts';
import { stepChart } from './step-chart.ts';
import {
  denoiserTable,
  mergeTable,
  operationsTable,
  precisionTable,
  stepTable,
} from './times-table.ts';

/** One kind of measurement on the page. */
interface Kind<Name extends BenchKind> {
  readonly kind: Name;
  readonly title: string;
  readonly short: string;
  /** The command of tools/bench that makes it. */
  readonly tool: string;
  /** Of one machine's records. */
  readonly tables: (records: readonly RecordOf<Name>[]) => readonly Table[];
  /** What these show, where that is more than their tables. */
  readonly body?: (records: readonly RecordOf<Name>[], id: string) => Promise<Html>;
}

const shown = <Name extends BenchKind>({ body, tables, tool, ...kind }: Kind<Name>) => ({
  ...kind,
  command: `npx nx run tools:${tool}`,
  tables: (records: readonly BenchRecord[]) => tables(ofKind(records, kind.kind)),
  /** Undefined where there is none. */
  body: async (records: readonly BenchRecord[], id: string): Promise<Html | undefined> => {
    const own = ofKind(records, kind.kind);
    if (own.length === 0) return undefined;
    return body ? body(own, id) : markup`${tables(own).map((one) => tableHtml(one))}`;
  },
});

/** All kinds in the order in which they are shown, each a section. */
export const kinds = [
  shown({
    kind: 'step',
    title: 'One step beside PyTorch',
    short: 'One step',
    tool: 'bench',
    tables(records) {
      const own = precisionRowsOf(records);
      return [stepTable(rowsOf(records)), ...(own.length > 0 ? [precisionTable(own)] : [])];
    },
    body: stepBody,
  }),
  shown({
    kind: 'epoch',
    title: 'One epoch beside PyTorch',
    short: 'One epoch',
    tool: 'bench',
    tables: (records) => records.map(epochTable),
  }),
  shown({
    kind: 'losses',
    title: 'Losses in float32 and bfloat16',
    short: 'Losses',
    tool: 'losses',
    tables: (records) => records.map(lossesTable),
  }),
  shown({
    kind: 'denoiser',
    title: 'A denoiser’s gradients beside PyTorch',
    short: 'Denoisers',
    tool: 'denoiser',
    tables: (records) => [denoiserTable(rowsOf(records))],
  }),
  shown({
    kind: 'operations',
    title: 'Operations of diffusion models beside PyTorch',
    short: 'Operations',
    tool: 'kernels',
    tables: (records) => records.map((record) => operationsTable(record, rowsOf([record]))),
  }),
  shown({
    kind: 'merge',
    title: 'A merge beside PyTorch',
    short: 'Merges',
    tool: 'merge',
    tables: (records) => [mergeTable(rowsOf(records))],
  }),
  shown({
    kind: 'scale',
    title: 'How time and memory grow',
    short: 'Growth',
    tool: 'scale',
    tables: (records) => records.flatMap(scaleTables),
    async body(records, id) {
      const bodies = records.map((record, index) => scaleRecordBody(record, `${id}-${index + 1}`));
      return markup`${await Promise.all(bodies)}`;
    },
  }),
];

/** The tables of one record. */
export const tablesOf = (record: BenchRecord): readonly Table[] =>
  kinds.find(({ kind }) => kind === record.kind)?.tables([record]) ?? [];

const peakOf = ({ peakGflops }: RecordOf<'scale'>) => peakGflops?.float32 ?? NaN;

function scaleTables(record: RecordOf<'scale'>): readonly [laws: Table, points: Table] {
  const axes = scaleAxesOf(record);
  return [lawTable(axes), pointTable(axes, peakOf(record))];
}

/** Every case, ours beside the other, by precision. */
async function stepBody(steps: readonly RecordOf<'step'>[], id: string): Promise<Html> {
  const all = rowsOf(steps);
  const own = precisionRowsOf(steps);
  const measured = precisions.filter((one) => all.some(({ ours }) => ours.precision === one));
  const parts = measured.map(async (precision) => {
    const rows = all.filter(({ ours }) => ours.precision === precision);
    const body = await precisionBody(rows, precision, id);
    return measured.length > 1 ? markup`<h4>In ${precision}</h4>\n${body}` : body;
  });
  return markup`${await Promise.all(parts)}
${own.length > 0 && markup`<h4>What bfloat16 gains</h4>\n${tableHtml(precisionTable(own))}`}`;
}

async function precisionBody(
  rows: readonly Row<RecordOf<'step'>>[],
  precision: Precision,
  id: string,
): Promise<Html> {
  const table = stepTable(rows);
  const chart = stepChart(rows, precision, `${id}-${precision}`);
  return markup`${tableHtml(table)}
${await figures([chart])}
${sourceOf(table)}`;
}

/** How time and memory grow with each size. */
async function scaleRecordBody(record: RecordOf<'scale'>, id: string): Promise<Html> {
  const { model, method, threads, base } = record.setting;
  const charts = scaleAxesOf(record).flatMap((one) => scaleCharts(one, id));
  const [laws, points] = scaleTables(record);
  const start = `width ${format.count(base.width)}, depth ${format.count(base.depth)}, length ${format.count(base.length)}, batch ${format.count(base.batch)}, rank ${format.count(base.rank)}`;
  return markup`<h4>${record.title}</h4>
<p>${model}, ${methodTitle(method)}, ${format.plural(threads, 'thread')}; ours alone. One size grows at a time, the others stay at ${start}.</p>
${tableHtml(laws)}
${await figures(charts)}
<details>
<summary>${shareText(record)}</summary>
${tableHtml(points)}</details>`;
}

function shareText(record: RecordOf<'scale'>): string {
  const shares = pointsOf(record).map((point) => speedOf(point) / peakOf(record));
  const ends = [Math.min(...shares), Math.max(...shares)].map((share) => format.percent(share, 0));
  return `Every point, with the arithmetic reached: ${[...new Set(ends)].join(' to ')} of the machine’s peak`;
}
