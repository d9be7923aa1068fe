import {
  colourAt,
  format,
  logLinesChart,
  sharedDomain,
  type Chart,
  type LogLine,
} from '@singlora/reporting';
import { optimiserOrder, optimiserTitle } from '@singlora/records';
import type { InvarianceEntry } from '../record.ts';
import { runText, type InvarianceRun } from './subject.ts';

/** How far the two updates are apart, step by step, a line an optimiser; dashed: what rounding alone makes. */
export function differenceCharts(runs: readonly InvarianceRun[], id: string): Chart[] {
  const domain = sharedDomain(runs.map(linesOf));
  return runs.map((run, index) => ({
    id: `${id}-${index + 1}`,
    title: runText(run),
    caption: `Mean of ${format.plural(run.config.seeds.length, 'seed')}, with the least and the most. Dashed: what rounding alone makes, found with a Q that only moves and negates columns.`,
    description: run.result.verdicts
      .map(
        ({ optimiser, invariant }) =>
          `${optimiserTitle(optimiser)}: ${invariant ? 'the same update' : 'another update'}`,
      )
      .join(', '),
    spec: logLinesChart(linesOf(run), {
      x: 'Step',
      y: 'Difference ÷ movement',
      line: 'Optimiser',
      domain,
    }),
  }));
}

function linesOf({ config, result }: InvarianceRun): LogLine[] {
  const [first = ''] = config.optimisers;
  return [
    ...config.optimisers.map((name) => ({
      label: optimiserTitle(name),
      colour: colourAt(optimiserOrder(name)),
      points: pointsOf(result.entries.filter(({ optimiser }) => optimiser === name)),
    })),
    {
      label: 'rounding alone',
      colour: 'var(--ink-2)',
      dashed: true,
      points: pointsOf(result.floors.filter(({ optimiser }) => optimiser === first)),
    },
  ];
}

const pointsOf = (entries: readonly InvarianceEntry[]) =>
  entries.flatMap(({ step, mean, low, high }) =>
    mean === null ? [] : [{ x: step, y: mean, low: low ?? mean, high: high ?? mean }],
  );
