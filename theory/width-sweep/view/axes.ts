import {
  capital,
  column,
  copyable,
  format,
  groupBy,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { familyTitle, optimiserTitle } from '@singlora/records';
import { exponentText } from '@singlora/statistics';
import { headed } from '../../report/parts.ts';
import { methodText } from '../../report/words.ts';
import type { CheckView } from '../../report/view.ts';
import {
  axisPresets,
  plannedRunCounts,
  record,
  type SweepAxisPreset,
  type SweepCell,
} from '../record.ts';
import { judged } from './judged.ts';
import { repeatedTable, type Case } from './repeated.ts';
import { basisText, sweepSubjects, type SweepRun } from './subject.ts';
import { slopeTable } from './table.ts';
import { isOfPreset } from './toy.ts';

const titles: Readonly<Record<SweepAxisPreset, string>> = {
  alpha: 'α ∝ n',
  adam: 'Adam’s ε and β₂',
  outputs: 'the ratio of outputs to inputs',
  steps: '5,000 steps',
};

/** The section of other growing or non-default settings, by ../../plan.md. */
export const sweepAxesView: CheckView<SweepRun> = {
  id: 'sweep-axes',
  record,
  judged,
  presets: axisPresets,
  together: true,
  place: 4.3,
  short: 'Other axes, derived',
  lead: (runs) => {
    const rows = axisPresets.flatMap((preset) => rowsOf(preset, ofAxis(runs, preset)));
    const fails = rows.flatMap(({ cases }) => at(cases, 'not as derived'));
    return [rows.length > 0 && axesTable(rows), fails.length > 0 && repeatedTable(fails)];
  },
  body: (runs) =>
    axisPresets.map((preset) => {
      const own = ofAxis(runs, preset);
      return headed(
        capital(titles[preset]),
        [
          own.length > 0 && copyable(`npx nx run theory:width-sweep --preset=${preset}`),
          ...sweepSubjects(own).map((subject) => slopeTable(subject)),
        ],
        `sweep-axis-${preset}`,
      );
    }),
};

const ofAxis = (runs: readonly SweepRun[], preset: SweepAxisPreset) =>
  runs.filter(({ config }) => config.preset === preset);

/** The verdicts that count as another verdict. */
const counted: Partial<Record<SweepCell['verdict'], string>> = {
  hollow: 'stable',
  diverged: 'exploding',
};

/** The plan's rule on a cell. */
export function standingOf(cell: SweepCell): 'as derived' | 'not as derived' | 'undecided' {
  const { verdict, predictedVerdict, agrees, first } = cell;
  if (!agrees || first?.agreement === 'differs') return 'not as derived';
  return (counted[verdict] ?? verdict) === predictedVerdict ? 'as derived' : 'undecided';
}

type Row = ReturnType<typeof rowsOf>[number];

/** A row for each method on an axis; empty before all planned runs are recorded. */
export function rowsOf(preset: SweepAxisPreset, all: readonly SweepRun[]) {
  const runs = all.filter(isOfPreset);
  if (runs.length < plannedRunCounts[preset]) return [];
  return groupBy(runs, ({ config }) => config.method).map((own) => ({
    axis: capital(titles[preset]),
    runs: own,
    cases: casesOf(own),
  }));
}

const at = (cases: Row['cases'], wanted: ReturnType<typeof standingOf>) =>
  cases.filter(({ standing }) => standing === wanted);

const axesTable = (rows: readonly Row[]): Table =>
  table('By the plan: how many cases are as derived, and which are not or are open.', rows, [
    stacked(column('Axis', ({ axis, runs }) => ({ text: axis, detail: basisText(runs) }))),
    column('Method', ({ runs: [run] }) => run && methodText(run.config)),
    numbers(
      'As derived',
      ({ cases }) =>
        `${format.count(at(cases, 'as derived').length)} of ${format.count(cases.length)}`,
    ),
    column('Not as derived', ({ cases }) => wheresText(at(cases, 'not as derived'))),
    column('Undecided', ({ cases }) => wheresText(at(cases, 'undecided'))),
  ]);

const casesOf = (runs: readonly SweepRun[]) =>
  runs.flatMap(({ config, result }) =>
    result.cells.map((cell) => ({ config, cell, standing: standingOf(cell) })),
  );

/** "the paper’s linear toy under Adam at c = −1/2 and 0", one for each model and optimiser. */
const wheresText = (cases: readonly Case[]): string =>
  groupBy(cases, ({ config: { family, optimiser } }) => [family, optimiser])
    .flatMap((own) => {
      const [first] = own;
      if (!first) return [];
      const { family, optimiser } = first.config;
      const rates = own.map(({ cell }) => exponentText(cell.rateExponent));
      return `${familyTitle(family)} under ${optimiserTitle(optimiser)} at c = ${format.listing(rates)}`;
    })
    .join('; ') || format.absent;
