import { capital, format, groupBy, methodOrder, methodTitle, sentence } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import { exponentText, powerText } from '../../report/words.ts';
import type { ExponentSolution, Rates, record } from '../record.ts';

export type ExponentRun = CheckRun<typeof record>;

/** Methods and starts that are compared under one kind of optimiser and backward signal. */
export interface ExponentSubject {
  readonly title: string;
  readonly runs: readonly ExponentRun[];
}

const optimisers = { gradient: 'gradient descent', constant: 'Adam' } as const;

/** Backward signals in the order in which they are shown. */
const signals: Readonly<Record<string, string>> = {
  error: 'the error itself, as in the paper’s toy',
  readout: 'a readout of entries n^−1/2',
  'mup-readout': 'a readout of entries n^−1, as in μP',
};

/** What the paper's toy is. */
export const isToy = ({ config: { signal, outputs, ramp, decay } }: ExponentRun) =>
  signal === 'error' && outputs === 'width' && ramp === 0 && !decay;

/** The paper's toy first. */
export function subjectsOf(runs: readonly ExponentRun[]): ExponentSubject[] {
  const place = (run: ExponentRun) => {
    const { signal, optimiser, outputs, method } = run.config;
    const known = Object.keys(signals).indexOf(signal);
    return [
      Number(!isToy(run)),
      Number(outputs === 'one'),
      known < 0 ? 99 : known,
      Number(optimiser === 'constant'),
      methodOrder(method),
      run.config.initExponent,
    ];
  };
  const sorted = runs
    .map((run) => ({ run, at: place(run) }))
    .sort((a, b) => {
      const index = a.at.findIndex((value, i) => value !== b.at[i]);
      return index < 0 ? 0 : (a.at[index] ?? 0) - (b.at[index] ?? 0);
    })
    .map(({ run }) => run);
  const groups = groupBy(sorted, ({ config: { method: _, initExponent: __, ...rest } }) => rest);
  return groups.map((group) => ({ title: titleOf(group), runs: group }));
}

function titleOf([first]: readonly ExponentRun[]): string {
  if (!first) return '';
  const { optimiser, signal, outputs, ramp, decay } = first.config;
  const notes = [
    `the gradient from ${signals[signal] ?? signal}`,
    outputs === 'one' && 'one output',
    ramp > 0 && `ramp over ${format.plural(ramp, 'step')}`,
    decay && 'weight decay',
  ].filter((note) => note !== false);
  return `${capital(optimisers[optimiser])}, ${notes.join(', ')}`;
}

/** "SingLoRA from n^−1/2". */
export const startText = ({ config: { method, initExponent } }: ExponentRun) =>
  `${methodTitle(method)} from ${powerText(initExponent)}`;

/** "c ≤ −1/2", "c = −1/2", "no c". */
export function ratesText(rates: Rates): string {
  const each = rates.map(([low, high]) => {
    if (low === high && low !== null) return `c = ${exponentText(low)}`;
    if (low === null) return high === null ? 'every c' : `c ≤ ${exponentText(high)}`;
    if (high === null) return `c ≥ ${exponentText(low)}`;
    return `${exponentText(low)} ≤ c ≤ ${exponentText(high)}`;
  });
  return each.join(' or ') || 'no c';
}

/** What a goal needs, however long training lasts. */
export const solutionOf = ({ result }: ExponentRun, goal: string): ExponentSolution | undefined =>
  result.solutions[goal];

/** What the exact exponents say of a method on the paper's toy, as a sentence; empty where they are not recorded. */
export function derivedText(runs: readonly ExponentRun[], method: string): string {
  const own = subjectsOf(runs)
    .flatMap((subject) => subject.runs)
    .filter(
      (run) => isToy(run) && run.config.method === method && run.config.initExponent === -0.5,
    );
  const each = own.flatMap(({ config, result }) => {
    const { stable, learning } = result.solutions;
    if (!stable || !learning) return [];
    return [
      `under ${optimisers[config.optimiser]} Δf stays O(1) for ${ratesText(stable.forEver)} and is Θ(1) for ${ratesText(learning.forEver)}`,
    ];
  });
  return each.length > 0 ? ` In the limit, by the exponents: ${sentence(each)}` : '';
}
