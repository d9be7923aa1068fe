import { capital, format, groupBy, methodOrder, methodTitle, sortedBy } from '@singlora/reporting';
import { optimiserTitle, paper } from '@singlora/records';
import type { CheckRun } from '../../report/view.ts';
import type { record } from '../record.ts';

export type FitRun = CheckRun<typeof record>;

/** The paper's statements on its figure 1. */
export const printed = paper.figures['synthetic-attention'];

export const paperRate = printed.learningRate;

/** The lowest loss drawn; an exact fit cannot be shown on a logarithmic axis. */
export const leastLoss = 1e-14;

/** All methods, ranks and rates on one problem. */
export type FitSubject = ReturnType<typeof fitSubjects>[number];

const targets = new Map(
  Object.entries({
    positive: 'symmetric, all eigenvalues positive',
    mixed: 'symmetric, half of the eigenvalues negative',
    negative: 'symmetric, all eigenvalues negative',
    'one-way': 'not symmetric',
  }),
);

export const targetTitle = (name: string) => targets.get(name) ?? name;

/** The problems, the attention first, each with its runs by method and rank. */
export function fitSubjects(runs: readonly FitRun[]) {
  return groupBy(sortedBy(runs, placeOf), ({ config }) => [
    config.problem,
    config.steps,
    config.seeds,
  ]).map((group) => {
    const { problem } = (group[0] as FitRun).config;
    return { title: titleOf(problem), kind: problem.problem, runs: group };
  });
}

const placeOf = ({ config: { problem, method, rank, rate } }: FitRun) => [
  problem.problem === 'attention' ? 0 : 1,
  problem.problem === 'attention' ? problem.tokens : Object.keys(targets).indexOf(problem.target),
  methodOrder(method),
  rank,
  rate,
];

const titleOf = (problem: FitRun['config']['problem']) =>
  problem.problem === 'attention'
    ? `Attention over ${format.plural(problem.tokens, 'token')}`
    : capital(targetTitle(problem.target));

/** "128 × 128 weights, AdamW, 15,000 steps, 3 seeds". */
export function dataText([first]: readonly FitRun[]): string {
  if (!first) return '';
  const { problem, optimiser, steps, seeds } = first.config;
  return `${problem.width} × ${problem.width} weights, ${optimiserTitle(optimiser)}, ${format.plural(steps, 'step')}, ${format.plural(seeds.length, 'seed')}`;
}

/** The run of each method and rank with the lowest final loss over the rates. */
export function bestRates(runs: readonly FitRun[]): FitRun[] {
  return groupBy(runs, ({ config: { method, rank } }) => [method, rank]).flatMap((group) =>
    group.toSorted((a, b) => medianOf(a) - medianOf(b)).slice(0, 1),
  );
}

/** "SingLoRA, rank 8: 0.115", run by run. */
export const endsText = (runs: readonly FitRun[]) =>
  runs
    .map(
      ({ config, result }) =>
        `${methodTitle(config.method)}, rank ${config.rank}: ${shareText(result.loss.median)}`,
    )
    .join(', ');

export const medianOf = ({ result }: FitRun) => result.loss.median ?? Infinity;

/** 0.0432, 3e-6: a share of the initial error. */
export function shareText(value: number | null): string {
  if (value === null) return 'lost';
  if (value === 0) return '0';
  return value >= 1e-3 ? format.significant(value) : value.toExponential(1);
}
