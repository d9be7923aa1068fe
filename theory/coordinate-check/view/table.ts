import {
  capital,
  type CellValue,
  column,
  format,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { exponentText } from '@singlora/statistics';
import { isFault } from '@singlora/scaling/verdicts';
import { rangeText } from '../../report/words.ts';
import type { CoordinateStep } from '../record.ts';
import { countColumns, stepsOf } from './counts.ts';
import { dataText, modelText, trainingText, type CoordinateRun } from './subject.ts';

/** Networks whose scaling is known beforehand: what the check finds, beside what it must find. */
export function knownTable(runs: readonly CoordinateRun[]): Table {
  const names = [...new Set(runs.flatMap(({ result }) => result.modules.map(({ name }) => name)))];
  const lines = runs.flatMap((run) =>
    quantities.map(({ quantity, step, title }) => {
      const own = run.result.modules.map(({ name, steps }) => ({
        name,
        found: steps.find((one) => one.quantity === quantity && one.step === step),
      }));
      return { run, title, own };
    }),
  );
  type Line = (typeof lines)[number];
  return table(
    'Networks trained whole, whose exponents are known: what the check finds, in brackets what it must find, below the 95% interval.',
    lines,
    [
      stacked(
        column('Network', ({ run }) => ({ text: capital(knownText(run)), detail: dataText(run) })),
      ),
      column('Slope of', ({ title }) => title),
      ...names.map((module) =>
        stacked(
          numbers<Line>(module, ({ own }) =>
            knownCell(own.find(({ name }) => name === module)?.found),
          ),
        ),
      ),
    ],
    {
      kind: ({ own }) => own.some(({ found }) => found && isFault(found)) && 'marked',
      notes: ['Marked: some interval does not reach within ±0.1 of the known exponent.'],
    },
  );
}

const quantities = [
  { quantity: 'size', step: 0, title: 'the size before training' },
  { quantity: 'change', step: 1, title: 'the first step’s change' },
] as const;

const knownText = (run: CoordinateRun) =>
  run.result.known ?? `${modelText(run)}, ${trainingText(run)}`;

function knownCell(found: CoordinateStep | undefined): CellValue {
  if (!found) return undefined;
  const { slope, low, high, expected } = found;
  const exponent = expected?.exponent;
  const known = typeof exponent === 'number' ? ` (${exponentText(exponent)})` : '';
  if (slope === null) return `none${known}`;
  return {
    text: `${format.fixed(slope)}${known}`,
    detail: low === null || high === null ? undefined : rangeText({ low, high }),
  };
}

/** One line a run: how many slopes were judged how, and what was flagged. */
export function verdictTable(runs: readonly CoordinateRun[]): Table {
  const reasons = runs.flatMap(({ result }) =>
    result.modules.flatMap(({ steps }) => steps.flatMap(({ expected }) => expected?.reason ?? [])),
  );
  return table(
    'Every module’s output and its change, at every step: how many slopes are stable, and which are flagged.',
    runs.map((run) => ({ run, steps: stepsOf(run.result.modules), losses: run.result.losses })),
    [
      stacked(
        column('Training', ({ run }) => ({ text: trainingText(run), detail: dataText(run) })),
      ),
      column('Model', ({ run }) => capital(modelText(run))),
      ...countColumns,
    ],
    {
      kind: ({ steps }) => steps.some(isFault) && 'marked',
      notes: [...new Set(reasons)].map((reason) => `Exception, shown and not flagged: ${reason}.`),
    },
  );
}
