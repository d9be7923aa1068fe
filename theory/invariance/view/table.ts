import {
  capital,
  type Cell,
  column,
  format,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { optimiserTitle } from '@singlora/records';
import { runText, type InvarianceRun } from './subject.ts';

/** Every comparison, with a column an optimiser. */
export function invarianceTable(runs: readonly InvarianceRun[]): Table {
  const [first] = runs;
  const { seeds = [], steps = 0, rank } = first?.config ?? {};
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
        sizeText(Math.max(...result.verdicts.map(({ floor }) => floor ?? Infinity))),
      ),
    ],
    {
      notes: [
        '=: the same update, at every step and seed within 10 times what rounding alone makes in 32-bit floats. ≠: another update.',
        ...runs.flatMap(doubleNote),
      ],
    },
  );
}

function apartCell({ config, result }: InvarianceRun, name: string): Cell | undefined {
  const verdict = result.verdicts.find(({ optimiser }) => optimiser === name);
  const meanAt = (step: number) =>
    sizeText(
      result.entries.find((entry) => entry.optimiser === name && entry.step === step)?.mean ?? null,
    );
  return (
    verdict && {
      text: `${verdict.invariant ? '=' : '≠'} ${meanAt(1)}`,
      detail: meanAt(config.steps),
      colour: verdict.invariant ? 'var(--c3)' : 'var(--c2)',
    }
  );
}

/** 0.54, 3e-6. */
export function sizeText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'lost';
  return (value >= 0.01 && value < 1000) || value === 0
    ? format.significant(value)
    : value.toExponential(0).replace('+', '');
}

/** The theorem itself, where it is about the run. */
function doubleNote(run: InvarianceRun): string[] {
  const most = Math.max(...run.result.double.map(({ high }) => high ?? Infinity));
  return run.result.double.length > 0
    ? [`${runText(run)}, gradient descent in 64-bit floats: at most ${sizeText(most)}.`]
    : [];
}
