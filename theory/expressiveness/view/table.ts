import {
  type Cell,
  column,
  format,
  groupBy,
  methodCell,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { bestRates, dataText, shareText, type FitRun, type FitSubject } from './subject.ts';

export function attentionTable({ title, runs }: FitSubject): Table {
  const rates = [...new Set(runs.map(({ config }) => config.rate))].sort((a, b) => a - b);
  const best = bestRates(runs);
  type Group = readonly FitRun[];
  return table(
    `${title}: the share of the error that is left; below it the quartiles over seeds. ${dataText(runs)}.`,
    groupBy(runs, ({ config: { method, rank } }) => [method, rank]),
    [
      column('Method', methodOf),
      numbers('Rank', ([first]) => format.count(first?.config.rank)),
      numbers('Parameters', ([first]) => format.count(first?.result.parameters)),
      ...rates.map((rate) =>
        stacked(
          numbers<Group>(`Rate ${format.setting(rate)}`, (group) => {
            const run = group.find(({ config }) => config.rate === rate);
            return run && lossCell(run, best.includes(run));
          }),
        ),
      ),
      numbers(['Floor', 'no lower'], ([first]) => floorText(first)),
    ],
    { looks: ['Marked: the best of the rates tried.'] },
  );
}

const methodOf = ([first]: readonly FitRun[]) => methodCell(first?.config.method ?? '');

export function matrixTable(subjects: readonly FitSubject[]): Table {
  const runs = subjects.flatMap((subject) => subject.runs);
  const ranks = [...new Set(runs.map(({ config }) => config.rank))].sort((a, b) => a - b);
  const rows = subjects.flatMap(({ title, runs: own }) =>
    groupBy(bestRates(own), ({ config }) => config.method).map((group) => ({ title, group })),
  );
  return table(
    `A wanted update of one weight${rankText(runs)}, fitted as well as each method can: the share of the error that is left at the best of the rates tried, and below what the method cannot go below. ${dataText(runs)}.`,
    rows,
    [
      column('Method', ({ group }) => methodOf(group)),
      column('What is wanted', ({ title }) => title),
      ...ranks.map((rank) =>
        stacked(
          numbers<(typeof rows)[number]>(`Rank ${format.count(rank)}`, ({ group }) => {
            const run = group.find(({ config }) => config.rank === rank);
            return (
              run && { text: shareText(run.result.loss.median), detail: `floor ${floorText(run)}` }
            );
          }),
        ),
      ),
    ],
    {
      notes: [
        'Floor: what is left of the target after its best approximation by what the method can make (Eckart and Young, on the positive part for A Aᵀ); – where none is known.',
      ],
    },
  );
}

function rankText([first]: readonly FitRun[]): string {
  const problem = first?.config.problem;
  return problem?.problem === 'matrix' ? `, of rank ${format.count(problem.targetRank)}` : '';
}

const floorText = (run: FitRun | undefined) =>
  run === undefined || run.result.floor === null ? format.absent : shareText(run.result.floor);

function lossCell({ result: { loss } }: FitRun, best: boolean): Cell {
  return {
    text: shareText(loss.median),
    detail:
      loss.low !== null && loss.high !== null
        ? `${shareText(loss.low)} to ${shareText(loss.high)}`
        : undefined,
    colour: best ? 'var(--c3)' : undefined,
  };
}
