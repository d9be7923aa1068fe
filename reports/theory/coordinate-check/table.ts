import { format, type Cell, type Row, type Table } from '@singlora/reporting';
import { capital } from '../../words.ts';
import { exponentText, slopeText } from '../words.ts';
import type { CoordinateStep } from '@singlora/records';
import { dataText, modelText, trainingText, type CoordinateRun } from './subject.ts';

/** Networks whose scaling is known beforehand: what the check finds, beside what it must find. */
export function knownTable(runs: readonly CoordinateRun[]): Table {
  const names = [...new Set(runs.flatMap(({ result }) => result.modules.map(({ name }) => name)))];
  return {
    caption:
      'Networks trained whole, whose exponents are known: what the check finds, in brackets what it must find, below the 95% interval.',
    columns: [
      { key: 'run', title: 'Network', stacked: true },
      { key: 'what', title: 'Slope of' },
      ...names.map((name) => ({
        key: `module ${name}`,
        title: name,
        align: 'right' as const,
        stacked: true,
      })),
    ],
    rows: runs.flatMap((run) => knownRows(run)),
    notes: ['Marked: some interval does not reach within ±0.1 of the known exponent.'],
  };
}

const quantities = [
  { quantity: 'size', step: 0, title: 'the size before training' },
  { quantity: 'change', step: 1, title: 'the first step’s change' },
] as const;

function knownRows(run: CoordinateRun): Row[] {
  return quantities.map(({ quantity, step, title }) => {
    const found = run.result.modules.flatMap(({ name, steps }) => {
      const own = steps.find((one) => one.quantity === quantity && one.step === step);
      return own ? [{ name, ...own }] : [];
    });
    return {
      ...(found.some(({ agrees }) => agrees === false) ? { kind: 'marked' } : {}),
      cells: {
        run: { text: capital(knownText(run)), detail: dataText(run) },
        what: title,
        ...Object.fromEntries(found.map((own) => [`module ${own.name}`, knownCell(own)])),
      },
    };
  });
}

const knownText = (run: CoordinateRun) =>
  run.result.known ?? `${modelText(run)}, ${trainingText(run)}`;

function knownCell({ slope, low, high, expected }: CoordinateStep): Cell {
  const known = expected === null ? '' : ` (${exponentText(expected)})`;
  if (slope === null) return { text: `none${known}` };
  return {
    text: `${format.fixed(slope)}${known}`,
    ...(low === null || high === null
      ? {}
      : { detail: `${format.fixed(low)} to ${format.fixed(high)}` }),
  };
}

/** One line a run: how many slopes were judged how, and what was flagged. */
export function verdictTable(runs: readonly CoordinateRun[]): Table {
  const reasons = runs.flatMap(({ result }) =>
    result.modules.flatMap(({ steps }) => steps.flatMap(({ exception }) => exception ?? [])),
  );
  return {
    caption:
      'Every module’s output and its change, at every step: how many slopes are stable, and which are flagged.',
    columns: [
      { key: 'run', title: 'Training', stacked: true },
      { key: 'model', title: 'Model' },
      { key: 'stable', title: 'Stable', align: 'right' },
      { key: 'undecided', title: 'Undecided', align: 'right' },
      { key: 'exceptions', title: 'Exceptions', align: 'right' },
      { key: 'flagged', title: 'Flagged', align: 'right' },
      { key: 'last', title: 'Flagged last', detail: 'largest slope of a change' },
    ],
    rows: runs.map(verdictRow),
    notes: [...new Set(reasons)].map((reason) => `Exception, shown and not flagged: ${reason}.`),
  };
}

function verdictRow(run: CoordinateRun): Row {
  const steps = run.result.modules.flatMap(({ name, steps: own }) =>
    own.map((step) => ({ name, ...step })),
  );
  const count = (is: (step: CoordinateStep) => boolean) => format.count(steps.filter(is).length);
  const flagged = steps.filter((step) => step.flagged);
  const [worst] = flagged
    .filter(({ quantity, slope }) => quantity === 'change' && slope !== null)
    .sort((a, b) => b.step - a.step || Math.abs(b.slope ?? 0) - Math.abs(a.slope ?? 0));
  return {
    ...(flagged.length > 0 ? { kind: 'marked' } : {}),
    cells: {
      run: { text: trainingText(run), detail: dataText(run) },
      model: capital(modelText(run)),
      stable: `${count(({ verdict }) => verdict === 'stable')} of ${format.count(steps.length)}`,
      undecided: count(({ verdict }) => verdict === 'undecided'),
      exceptions: count(({ exception }) => exception !== null),
      flagged: count((step) => step.flagged),
      last: worst
        ? `${worst.name} after step ${worst.step}: ${worst.verdict}, ${slopeText(worst)}`
        : format.absent,
    },
  };
}
