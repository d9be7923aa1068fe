import { format, type Cell, type Row, type Table } from '@singlora/reporting';
import { verdictColour } from '../verdict.ts';
import { exponentText, powerText, widthsText } from '../words.ts';
import type { QuantityStep, SweepCell } from '@singlora/records';
import { basisText, startText, type Subject, type SweepRun } from './subject.ts';

/** One line a run: at which rates the change of the output is stable, measured and predicted. */
export function stableTable(subjects: readonly Subject[]): Table {
  return {
    caption:
      'Rate exponents c (η ∝ n^c) at which the change Δf of the adapter’s output neither grows nor shrinks with the width.',
    columns: [
      { key: 'start', title: 'Method and start' },
      { key: 'subject', title: 'Model and optimiser' },
      { key: 'stable', title: 'Stable', detail: 'measured' },
      { key: 'predicted', title: 'Stable', detail: 'predicted' },
      { key: 'agreeing', title: 'Cells as predicted', align: 'right' },
      { key: 'data', title: 'Widths and seeds' },
    ],
    rows: subjects.flatMap(({ title, runs }) => runs.map((run) => stableRow(title, run))),
    notes: [
      'Marked: some cell is not as predicted. “Diverged” counts as the predicted “exploding”, and an undecided slope as predicted as long as its interval leaves room for that.',
    ],
  };
}

function stableRow(subject: string, { config, result: { cells } }: SweepRun): Row {
  const agreeing = cells.filter(({ agrees }) => agrees).length;
  return {
    ...(agreeing < cells.length ? { kind: 'marked' } : {}),
    cells: {
      start: startText(config),
      subject,
      stable: exponentsWhere(cells, ({ verdict }) => verdict === 'stable'),
      predicted: exponentsWhere(cells, ({ predictedVerdict }) => predictedVerdict === 'stable'),
      agreeing: `${format.count(agreeing)} of ${format.count(cells.length)}`,
      data: `${widthsText(config.widths)}, ${format.plural(config.seeds.length, 'seed')}`,
    },
  };
}

const exponentsWhere = (cells: readonly SweepCell[], wanted: (cell: SweepCell) => boolean) =>
  cells
    .filter(wanted)
    .map(({ rateExponent }) => exponentText(rateExponent))
    .join(', ') || 'none';

/** What is shown of the last step beside Δf, by its name in the records. */
const shown = [
  { key: 'delta1', title: 'δ₁', detail: 'ΔP (Qᵀx)' },
  { key: 'delta2', title: 'δ₂', detail: 'P (ΔQᵀx)' },
  { key: 'delta3', title: 'δ₃', detail: 'ΔP (ΔQᵀx)' },
  { key: 'Qx', title: 'Qᵀx', detail: 'inner feature' },
] as const;

/** Every slope of a subject at the last step, or those at one rate exponent alone. */
export function slopeTable({ title, config, runs }: Subject, rateExponent?: number): Table {
  const rows = runs.flatMap((run) =>
    run.result.cells
      .filter((cell) => rateExponent === undefined || cell.rateExponent === rateExponent)
      .map((cell) => slopeRow(run, cell)),
  );
  const rate = rateExponent === undefined ? '' : ` at η ∝ ${powerText(rateExponent)}`;
  return {
    caption: `${title}${rate}: slopes of root mean squares against the width, in brackets what was predicted, below the 95% interval. Δf is ${basisText(runs)}; the others are of step ${format.count(config.steps)}.`,
    columns: [
      { key: 'start', title: 'Method and start' },
      { key: 'rate', title: 'c', align: 'right' },
      { key: 'verdict', title: 'Verdict', detail: 'on Δf', stacked: true },
      { key: 'deltaF', title: 'Δf', detail: 'the largest', align: 'right', stacked: true },
      ...shown.map((column) => ({ ...column, align: 'right' as const, stacked: true })),
    ],
    rows,
    notes: notesOf(runs, rateExponent),
  };
}

function slopeRow({ config }: SweepRun, cell: SweepCell): Row {
  const { rateExponent, verdict, predictedVerdict, agrees } = cell;
  return {
    ...(agrees ? {} : { kind: 'marked' }),
    cells: {
      start: startText(config),
      rate: exponentText(rateExponent),
      verdict: {
        text: verdict,
        colour: verdictColour(verdict),
        ...(verdict === predictedVerdict ? {} : { detail: `predicted ${predictedVerdict}` }),
      },
      deltaF: slopeCell({ ...cell.slope, predicted: cell.predicted }),
      ...Object.fromEntries(shown.map(({ key }) => [key, slopeCell(cell.quantities[key]?.at(-1))])),
    },
  };
}

/** "0.98 (1.00)": measured, and in brackets predicted; beside it the interval. */
function slopeCell(fit: Omit<QuantityStep, 'step'> | undefined): Cell {
  if (!fit) return { text: format.absent };
  const { slope, low, high, predicted } = fit;
  const expected = predicted === null ? 'zero' : predicted > 10 ? '> 10' : format.fixed(predicted);
  if (slope === undefined) return { text: `none (${expected})` };
  return {
    text: `${format.fixed(slope)} (${expected})`,
    detail: `${format.fixed(low)} to ${format.fixed(high)}`,
  };
}

/** What would decide where a slope did not; of one rate or of all. */
function notesOf(runs: readonly SweepRun[], rate: number | undefined): string[] {
  return runs.flatMap(({ config, result }) =>
    result.cells
      .filter(({ rateExponent }) => rate === undefined || rateExponent === rate)
      .flatMap(({ rateExponent, decidedBy }) =>
        decidedBy === null
          ? []
          : [
              `${startText(config)}, c = ${exponentText(rateExponent)}: undecided; about ${format.plural(decidedBy.seeds, 'seed')} or ${format.plural(decidedBy.widths, 'width')} would decide.`,
            ],
      ),
  );
}
