import {
  capital,
  type Chart,
  format,
  groupBy,
  type PhaseCell,
  phaseChart,
} from '@singlora/reporting';
import { verdictStates, markedVerdict } from '../../report/verdict.ts';
import { exponentText, powerText } from '@singlora/statistics';
import { methodText, slopeText } from '../../report/words.ts';
import type { SweepCell } from '../record.ts';
import {
  basisText,
  fromText,
  isUsual,
  lossText,
  predictedText,
  type SweepSubject,
  type SweepRun,
} from './subject.ts';

/**
 * The phase diagrams of a subject: one for each method with several starts (rate exponent ×
 * exponent of the start), and one with the usual starts of all methods, if there are several.
 */
export function phaseCharts({ id, title, runs }: SweepSubject): Chart[] {
  const methods = groupBy(runs, ({ config }) => config.method);
  const several = methods.filter((group) => group.length > 1);
  const diagrams = several.map((group): Chart => {
    const { config } = group[0] as SweepRun;
    return chartOf(
      `${id}-${config.method}`,
      `${methodText(config)}: ${title}`,
      group,
      ({ config }) => fromText(config),
      'Start',
    );
  });
  const usual = methods.flatMap((group) => usualStart(group) ?? []);
  if (usual.length < 2 && several.length > 0) return diagrams;
  const row = ({ config }: SweepRun) => methodText(config);
  return [...diagrams, chartOf(`${id}-methods`, title, usual, row)];
}

const usualStart = (group: readonly SweepRun[]) =>
  group.find(({ config }) => isUsual(config)) ?? group[0];

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

/** The words on the start of single factors, where the rows do not state it. */
function startOf(y: string | undefined, runs: readonly SweepRun[]): string {
  const starts = [...new Set(runs.flatMap(({ config }) => config.initExponent ?? []))];
  return y === undefined && starts.length === 1
    ? `Single factors start with entries of order ${powerText(starts[0] ?? 0)}. `
    : '';
}

/** "Verdicts: 47 of 49 contradict no prediction, 3 of them undecided, and 1 is hollow.": exponents are compared below. */
function agreementText(runs: readonly SweepRun[]): string {
  const cells = runs.flatMap(({ result }) => result.cells);
  const count = (wanted: (cell: SweepCell) => boolean) => cells.filter(wanted).length;
  const agreeing = count(({ agrees }) => agrees);
  const open = count(({ agrees, verdict }) => agrees && verdict === 'undecided');
  const hollow = count(({ verdict }) => verdict === 'hollow');
  return (
    `${format.count(agreeing)} of ${format.plural(cells.length, 'verdict')} contradict${agreeing === 1 ? 's' : ''} no prediction` +
    `${open > 0 ? `, ${format.count(open)} of them undecided` : ''}` +
    `${hollow > 0 ? `; hollow: ${format.count(hollow)}` : ''}.`
  );
}

function cellOf(cell: SweepCell, y: string): PhaseCell {
  const { rateExponent, verdict, predictedVerdict, agrees, slope, predicted, loss } = cell;
  return {
    x: exponentText(rateExponent),
    y,
    state: verdict,
    ...(predictedVerdict && { predicted: predictedVerdict }),
    agrees,
    facts: {
      'Slope of Δf': slopeText(slope),
      'Its prediction': predictedText(predicted),
      'Other numbers of steps': timeText(cell),
      'Loss over the frozen model’s': lossText(loss),
    },
  };
}

const describe = (cells: readonly SweepCell[]) =>
  cells
    .map(({ rateExponent, verdict }) => `${powerText(rateExponent)} ${markedVerdict(verdict)}`)
    .join(', ');

/** The words on what is derived for Δf beyond a sweep's steps: at any fixed number of steps, and after Θ(log n). */
function timeText({ later }: Pick<SweepCell, 'later'>): string {
  if (!later) return 'nothing is derived';
  const fixed = {
    stable: 'Θ(1) at any fixed number',
    vanishing: 'vanishes at any fixed number',
    exploding: 'explodes at some fixed number',
  }[later.fixed];
  return later.logTime ? `${fixed}, Θ(1) after Θ(log n)` : fixed;
}
