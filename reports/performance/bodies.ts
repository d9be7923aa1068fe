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
import type { Machine } from './machine.ts';
import { operationsTable } from './operations-table.ts';
import { precisions, type Precision, type ScaleRecord } from '@singlora/records';
import { scaleCharts } from './scale-chart.ts';
import { scaleAxesOf, speedOf } from './scale-law.ts';
import { lawTable, pointTable } from './scale-table.ts';
import { ownCasesOf, stepCasesOf, type StepCase } from './step-case.ts';
import { stepChart } from './step-chart.ts';
import { precisionTable, stepTable } from './step-table.ts';

/** Every case, ours beside the other. */
export async function stepBody({ steps }: Machine, id: string): Promise<Html | undefined> {
  if (steps.length === 0) return undefined;
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

/** Whole epochs, ours beside others. */
export const epochBody = ({ epochs }: Machine) =>
  Promise.resolve(
    epochs.length > 0
      ? markup`${epochs.map((record) => tableHtml(epochTable(record)))}`
      : undefined,
  );

/** Losses of the same steps in each precision, ours beside the other's. */
export const lossesBody = ({ losses }: Machine) =>
  Promise.resolve(
    losses.length > 0
      ? markup`${losses.map((record) => tableHtml(lossesTable(record)))}`
      : undefined,
  );

/** A step on denoisers, ours beside the other. */
export const denoiserBody = ({ denoisers }: Machine) =>
  Promise.resolve(denoisers.length > 0 ? tableHtml(denoiserTable(denoisers)) : undefined);

/** Single operations of diffusion models, ours beside the other. */
export const operationsBody = ({ operations }: Machine) =>
  Promise.resolve(
    operations.length > 0
      ? markup`${operations.map((record) => tableHtml(operationsTable(record)))}`
      : undefined,
  );

/** How time and memory grow with each size. */
export async function scaleBody({ scales }: Machine, id: string): Promise<Html | undefined> {
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
