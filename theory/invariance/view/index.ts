import {
  capital,
  colourAt,
  column,
  format,
  logLinesChart,
  numbers,
  sharedDomain,
  stacked,
  table,
  type Cell,
  type Chart,
  type LogLine,
  type Table,
} from '@singlora/reporting';
import { optimiserOrder, optimiserTitle } from '@singlora/records';
import { rangePoint } from '../../report/points.ts';
import type { CheckView } from '../../report/view.ts';
import { record, type InvarianceEntry } from '../record.ts';
import { invarianceClaims } from './claims.ts';
import { invariancesInOrder, isSquare, runText, errorText, type InvarianceRun } from './subject.ts';

const view: CheckView<InvarianceRun> = {
  record,
  place: 5,
  short: 'Invariance',
  claims: invarianceClaims,
  body(runs) {
    const sorted = invariancesInOrder(runs);
    const square = sorted.filter(isSquare);
    const rotated = square.filter(({ config }) => config.change === 'rotation');
    // One scaling is enough to show the effect; larger ones would dominate the axis.
    const scaled = square.filter(({ config }) => config.change === 'scaling').slice(0, 1);
    return [differenceCharts([...rotated, ...scaled]), invarianceTable(sorted)];
  },
};

export default view;

/** Charts of the distance of the two updates by step, one line per optimiser; dashed: the distance due to rounding alone. */
function differenceCharts(runs: readonly InvarianceRun[]): Chart[] {
  const axes = { x: 'Step', y: 'Difference ÷ movement', line: 'Optimiser' };
  const domain = sharedDomain(runs.map(linesOf));
  return runs.map((run, index) => ({
    id: `invariance-${index + 1}`,
    title: runText(run),
    caption: `Mean of ${format.plural(run.config.seeds.length, 'seed')}, with the least and the most. Dashed: what rounding alone makes, found with a Q that only moves and negates columns.`,
    description: run.result.verdicts
      .map(
        ({ optimiser, invariant, floor }) =>
          `${optimiserTitle(optimiser)}: ${floor === null ? 'diverged' : invariant ? 'the same update' : 'another update'}`,
      )
      .join(', '),
    spec: logLinesChart(linesOf(run), { ...axes, domain }),
  }));
}

function linesOf({ config, result }: InvarianceRun): LogLine[] {
  const pointsOf = (entries: readonly InvarianceEntry[], name?: string) =>
    entries
      .filter(({ optimiser }) => optimiser === name)
      .flatMap((entry) => rangePoint(entry.step, entry.mean, entry));
  return [
    ...config.optimisers.map((name) => ({
      label: optimiserTitle(name),
      colour: colourAt(optimiserOrder(name)),
      points: pointsOf(result.entries, name),
    })),
    {
      label: 'rounding alone',
      colour: 'var(--ink-2)',
      dashed: true,
      points: pointsOf(result.floors, config.optimisers[0]),
    },
  ];
}

function invarianceTable(runs: readonly InvarianceRun[]): Table {
  const { seeds = [], steps = 0, rank } = runs[0]?.config ?? {};
  const optimisers = [...new Set(runs.flatMap(({ config }) => config.optimisers))];
  return table(
    `How far two updates that begin alike are apart after one step, relative to how far they have moved: mean over ${format.plural(seeds.length, 'seed')}; below, after ${format.plural(steps, 'step')}. Rank ${format.count(rank)}.`,
    runs,
    [
      column('Compared with the parameters themselves', runText),
      ...optimisers.map((name) =>
        stacked(
          numbers<InvarianceRun>(capital(optimiserTitle(name)), (run) => apartCell(run, name)),
        ),
      ),
      numbers(['Rounding alone', 'the most'], ({ result }) =>
        errorText(Math.max(...result.verdicts.map(({ floor }) => floor ?? Infinity))),
      ),
    ],
    {
      notes: [
        '=: the same update, at every step and seed within 10 times what rounding alone makes in 32-bit floats. ≠: another update. ?: training diverged.',
        ...runs.map(doubleNote),
      ],
    },
  );
}

function apartCell({ config, result }: InvarianceRun, name: string): Cell | undefined {
  const verdict = result.verdicts.find(({ optimiser }) => optimiser === name);
  const own = result.entries.filter(({ optimiser }) => optimiser === name);
  const meanAt = (step: number) =>
    errorText(own.find((entry) => entry.step === step)?.mean ?? null);
  return (
    verdict && {
      text: `${verdict.floor === null ? '?' : verdict.invariant ? '=' : '≠'} ${meanAt(1)}`,
      detail: meanAt(config.steps),
      colour: verdict.floor === null ? undefined : verdict.invariant ? 'var(--c3)' : 'var(--c2)',
    }
  );
}

/** A note on the theorem itself, if the run is about it. */
function doubleNote(run: InvarianceRun): string | false {
  const most = Math.max(...run.result.double.map(({ high }) => high ?? Infinity));
  return (
    run.result.double.length > 0 &&
    `${runText(run)}, gradient descent in 64-bit floats: at most ${errorText(most)}.`
  );
}
