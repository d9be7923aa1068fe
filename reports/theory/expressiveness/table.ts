import { format, groupBy, type Cell, type Row, type Table } from '@singlora/reporting';
import { methodTitle } from '../../methods.ts';
import { bestRates, dataText, lossText, type FitRun, type FitSubject } from './subject.ts';

/** Every method and rank on one problem, at each rate. */
export function attentionTable({ title, runs }: FitSubject): Table {
  const rates = [...new Set(runs.map(({ config }) => config.rate))].sort((a, b) => a - b);
  const best = bestRates(runs);
  return {
    caption: `${title}: the share of the error that is left; below it the quartiles over seeds. ${dataText(runs)}.`,
    columns: [
      { key: 'method', title: 'Method' },
      { key: 'rank', title: 'Rank', align: 'right' },
      { key: 'parameters', title: 'Parameters', align: 'right' },
      ...rates.map((rate) => ({
        key: keyOf(rate),
        title: `Rate ${format.setting(rate)}`,
        align: 'right' as const,
        stacked: true,
      })),
      { key: 'floor', title: 'Floor', detail: 'no lower', align: 'right' },
    ],
    rows: groupBy(runs, ({ config: { method, rank } }) => [method, rank]).map((group): Row => {
      const [first] = group;
      return {
        cells: {
          method: methodTitle(first?.config.method ?? ''),
          rank: format.count(first?.config.rank),
          parameters: format.count(first?.result.parameters),
          floor: floorText(first),
          ...Object.fromEntries(
            group.map((run) => [keyOf(run.config.rate), lossCell(run, best.includes(run))]),
          ),
        },
      };
    }),
    notes: ['Dot: the best of the rates tried.'],
  };
}

/** What each method makes of each wanted update. */
export function matrixTable(subjects: readonly FitSubject[]): Table {
  const runs = subjects.flatMap((subject) => subject.runs);
  const ranks = [...new Set(runs.map(({ config }) => config.rank))].sort((a, b) => a - b);
  return {
    caption: `A wanted update of one weight${rankText(runs)}, fitted as well as each method can: the share of the error that is left at the best of the rates tried, and below what the method cannot go below. ${dataText(runs)}.`,
    columns: [
      { key: 'method', title: 'Method' },
      { key: 'target', title: 'What is wanted' },
      ...ranks.map((rank) => ({
        key: keyOf(rank),
        title: `Rank ${format.count(rank)}`,
        align: 'right' as const,
        stacked: true,
      })),
    ],
    rows: subjects.flatMap(({ title, runs: own }) =>
      groupBy(bestRates(own), ({ config }) => config.method).map((group): Row => ({
        cells: {
          target: title,
          method: methodTitle(group[0]?.config.method ?? ''),
          ...Object.fromEntries(
            group.map((run) => [
              keyOf(run.config.rank),
              { text: lossText(run.result.loss.median), detail: `floor ${floorText(run)}` },
            ]),
          ),
        },
      })),
    ),
    notes: [
      'Floor: what is left of the target after its best approximation by what the method can make (Eckart and Young, on the positive part for A Aᵀ); – where none is known.',
    ],
  };
}

function rankText([first]: readonly FitRun[]): string {
  const problem = first?.config.problem;
  return problem?.problem === 'matrix' ? `, of rank ${format.count(problem.targetRank)}` : '';
}

const keyOf = (value: number) => `at${value}`;

const floorText = (run: FitRun | undefined) =>
  run === undefined || run.result.floor === null ? format.absent : lossText(run.result.floor);

function lossCell({ result: { loss } }: FitRun, best: boolean): Cell {
  return {
    text: lossText(loss.median),
    ...(loss.low === null || loss.high === null
      ? {}
      : { detail: `${lossText(loss.low)} to ${lossText(loss.high)}` }),
    ...(best ? { colour: 'var(--c3)' } : {}),
  };
}
