import {
  column,
  format,
  numbers,
  stacked,
  table,
  type Cell,
  type CellValue,
  type Table,
} from '@singlora/reporting';
import { verdictColour } from '../../report/verdict.ts';
import { decidedText } from '@singlora/scaling/verdicts';
import { exponentText, powerText } from '@singlora/statistics';
import { spanText } from '../../report/words.ts';
import type { QuantityStep, SweepCell } from '../record.ts';
import {
  basisText,
  lastFittedText,
  predictedText,
  cellRatesText,
  sweptStartText,
  type SweepSubject,
  type SweepRun,
} from './subject.ts';

/** One line per run: the rates at which the change of the output is stable, measured and predicted. */
export function stableTable(subjects: readonly SweepSubject[]): Table {
  const rows = subjects.flatMap(({ title, runs }) => runs.map((run) => ({ title, ...run })));
  return table(
    'Rate exponents c (η ∝ n^c) at which the change Δf of the adapter’s output neither grows nor shrinks with the width.',
    rows,
    [
      column('Method and start', ({ config }) => sweptStartText(config)),
      column('Model and optimiser', ({ title }) => title),
      column(['Stable', 'measured'], ({ result }) =>
        exponentsWhere(result.cells, ({ verdict }) => verdict === 'stable'),
      ),
      column(['Stable', 'predicted'], ({ result }) =>
        exponentsWhere(result.cells, ({ predictedVerdict }) => predictedVerdict === 'stable'),
      ),
      column(['Hollow', 'the loss is not below the frozen model’s'], ({ result }) =>
        exponentsWhere(result.cells, ({ verdict }) => verdict === 'hollow'),
      ),
      column(['Θ(1)', 'after Θ(log n) steps, predicted'], ({ result }) =>
        exponentsWhere(result.cells, ({ later }) => later?.logTime === true),
      ),
      column('Widths and seeds', ({ config: { widths, seeds } }) => spanText({ widths, seeds })),
    ],
    {
      kind: ({ result }) => result.cells.some(({ agrees }) => !agrees) && 'marked',
      looks: ['Marked: some verdict contradicts its prediction.'],
      notes: [
        '“Diverged” is how the predicted “exploding” ends, and an undecided slope contradicts nothing that its interval leaves room for. Exponents are compared below.',
      ],
    },
  );
}

const exponentsWhere = (cells: readonly SweepCell[], wanted: (cell: SweepCell) => boolean) =>
  cellRatesText(cells.filter(wanted)) || 'none';

/** The last step's quantities shown next to Δf, by record name; older records lack `totalF`. */
const shown = [
  { key: 'delta1', title: 'δ₁', detail: 'ΔP (Qᵀx)' },
  { key: 'delta2', title: 'δ₂', detail: 'P (ΔQᵀx)' },
  { key: 'delta3', title: 'δ₃', detail: 'ΔP (ΔQᵀx)' },
  { key: 'Qx', title: 'Qᵀx', detail: 'inner feature' },
  { key: 'totalF', title: 'f − f₀', detail: 'since the start' },
] as const;

/** Every slope of a subject at the last step, or only those at one rate exponent. */
export function slopeTable({ title, config, runs }: SweepSubject, rateExponent?: number): Table {
  const rows = runs.flatMap((run) =>
    run.result.cells
      .filter((cell) => rateExponent === undefined || cell.rateExponent === rateExponent)
      .map((cell) => ({ start: sweptStartText(run.config), cell })),
  );
  const rate = rateExponent === undefined ? '' : ` at η ∝ ${powerText(rateExponent)}`;
  return table(
    `${title}${rate}: slopes of root mean squares against the width, in brackets what was predicted, below the 95% interval. Δf is ${basisText(runs)}; the others are of step ${format.count(config.steps)}, over ${lastFittedText(runs)}.`,
    rows,
    [
      column('Method and start', ({ start }) => start),
      numbers('c', ({ cell }) => exponentText(cell.rateExponent)),
      stacked(column(['Verdict', 'on Δf'], ({ cell }) => verdictCell(cell))),
      stacked(
        numbers(['Δf', 'the largest'], ({ cell }) =>
          slopeCell({ ...cell.slope, predicted: cell.predicted }),
        ),
      ),
      ...shown
        .filter(({ key }) => rows.some(({ cell }) => cell.quantities[key]))
        .map(({ key, title: name, detail }) =>
          stacked(
            numbers<(typeof rows)[number]>([name, detail], ({ cell }) =>
              slopeCell(cell.quantities[key]?.at(-1)),
            ),
          ),
        ),
    ],
    { kind: ({ cell }) => !cell.agrees && 'marked', notes: notesOf(runs, rateExponent) },
  );
}

const verdictCell = ({ verdict, predictedVerdict }: SweepCell): Cell => ({
  text: verdict,
  colour: verdictColour(verdict),
  detail:
    verdict === predictedVerdict || !predictedVerdict ? undefined : `predicted ${predictedVerdict}`,
});

/** "0.98 (1.00)": measured, and predicted in brackets; with the interval. */
function slopeCell(fit: Omit<QuantityStep, 'step'> | undefined): CellValue {
  if (!fit) return undefined;
  const { slope, low, high, predicted, noSlope } = fit;
  const expected = predictedText(predicted);
  if (slope === undefined)
    return `${noSlope === 'not-positive' ? 'zero' : 'not finite'} (${expected})`;
  return {
    text: `${format.fixed(slope)} (${expected})`,
    detail: `${format.fixed(low)} to ${format.fixed(high)}`,
  };
}

/** The measurements that would decide undecided slopes; for one rate or for all. */
function notesOf(runs: readonly SweepRun[], rate: number | undefined): string[] {
  return runs.flatMap(({ config, result }) =>
    result.cells
      .filter(({ rateExponent }) => rate === undefined || rateExponent === rate)
      .flatMap(({ rateExponent, decidedBy }) =>
        decidedBy === null
          ? []
          : [
              `${sweptStartText(config)}, c = ${exponentText(rateExponent)}: undecided; ${decidedText(decidedBy)}.`,
            ],
      ),
  );
}
