import {
  capital,
  type Chart,
  format,
  groupBy,
  methodTitle,
  type PhaseCell,
  phaseChart,
} from '@singlora/reporting';
import { verdictStates, verdictText } from '../../report/verdict.ts';
import { exponentText, powerText, slopeText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import { basisText, type Subject, type SweepRun } from './subject.ts';

/**
 * The phase diagrams of a subject: one for each method that started in several ways (rate exponent ×
 * exponent of the start), and one with all methods from their usual starts where there are several.
 */
export function phaseCharts({ id, title, runs }: Subject): Chart[] {
  const methods = groupBy(runs, ({ config }) => config.method);
  const several = methods.filter((group) => group.length > 1);
  const diagrams = several.map((group): Chart => {
    const method = group[0]?.config.method ?? '';
    return chartOf(
      `${id}-${method}`,
      `${methodTitle(method)}: ${title}`,
      group,
      ({ config }) => exponentText(config.initExponent ?? 0),
      'Start exponent γ',
    );
  });
  const usual = methods.flatMap((group) => usualStart(group) ?? []);
  if (usual.length < 2 && several.length > 0) return diagrams;
  const row = ({ config }: SweepRun) => methodTitle(config.method);
  return [...diagrams, chartOf(`${id}-methods`, title, usual, row)];
}

/** The run from entries of order n^−1/2, where the start is a setting at all. */
const usualStart = (group: readonly SweepRun[]) =>
  group.find(({ config }) => config.initExponent === -0.5) ?? group[0];

function chartOf(
  id: string,
  title: string,
  runs: readonly SweepRun[],
  row: (run: SweepRun) => string,
  y?: string,
): Chart {
  const cells = runs
    .flatMap((run) => run.result.cells.map((cell) => ({ run, cell })))
    .sort((a, b) => a.cell.rateExponent - b.cell.rateExponent)
    .map(({ run, cell }) => cellOf(cell, row(run)));
  return {
    id: id.replaceAll(/[^\w-]/g, '-'),
    title,
    caption: `${startOf(y, runs)}${capital(basisText(runs))}. ${agreementText(runs)}`,
    description: runs.map((run) => `${row(run)}: ${describe(run.result.cells)}`).join('; '),
    spec: phaseChart(cells, {
      x: 'Rate exponent c',
      ...(y === undefined || runs.length < 2 ? {} : { y }),
      states: verdictStates,
    }),
  };
}

/** How single factors start, where the rows do not say. */
function startOf(y: string | undefined, runs: readonly SweepRun[]): string {
  const starts = [...new Set(runs.flatMap(({ config }) => config.initExponent ?? []))];
  return y === undefined && starts.length === 1
    ? `Single factors start with entries of order ${powerText(starts[0] ?? 0)}. `
    : '';
}

/** "47 of 49 cells are as predicted, 1 is undecided, 1 is not as predicted.": what is undecided settles no prediction. */
function agreementText(runs: readonly SweepRun[]): string {
  const cells = runs.flatMap(({ result }) => result.cells);
  const differing = cells.filter(({ agrees }) => !agrees).length;
  const open = cells.filter(({ agrees, verdict }) => agrees && verdict === 'undecided').length;
  const all = cells.length - differing - open;
  const are = (n: number) => `${format.count(n)} ${n === 1 ? 'is' : 'are'}`;
  return [
    `${format.count(all)} of ${format.plural(cells.length, 'cell')} ${all === 1 ? 'is' : 'are'} as predicted`,
    ...(open > 0 ? [`${are(open)} undecided`] : []),
    ...(differing > 0 ? [`${are(differing)} not as predicted`] : []),
  ]
    .join(', ')
    .concat('.');
}

function cellOf(cell: SweepCell, y: string): PhaseCell {
  const { rateExponent, verdict, predictedVerdict, agrees, slope, predicted } = cell;
  return {
    x: exponentText(rateExponent),
    y,
    state: verdict,
    predicted: predictedVerdict,
    agrees,
    facts: {
      'Slope of Δf': slopeText(slope),
      'Its prediction': predicted === null ? 'exactly zero' : format.fixed(predicted),
    },
  };
}

const describe = (cells: readonly SweepCell[]) =>
  cells
    .map(({ rateExponent, verdict }) => `${powerText(rateExponent)} ${verdictText(verdict)}`)
    .join(', ');
