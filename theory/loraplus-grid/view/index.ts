import { headed } from '../../report/parts.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { gridCharts } from './charts.ts';
import { inOrder, rateNames, runText, type GridRun } from './subject.ts';
import { bestTable, trendTable } from './table.ts';

const view: CheckView<GridRun> = {
  record,
  place: 7,
  short: 'Two rates',
  claims,
  claimsPlace: 4,
  body(runs) {
    const sorted = inOrder(runs);
    const charts = sorted.map((run, index) => gridCharts(run, `grid-${index + 1}`));
    const of = (isOwn: (rates: number) => boolean) =>
      sorted.flatMap((run, i) => (isOwn(rateNames(run).length) ? [{ run, own: charts[i] }] : []));
    return [
      trendTable(sorted),
      ...of((rates) => rates > 1).map(({ run, own }) => headed(runText(run), [own])),
      headed('One rate', [of((rates) => rates === 1).flatMap(({ own = [] }) => own)]),
      bestTable(sorted),
    ];
  },
};

export default view;
