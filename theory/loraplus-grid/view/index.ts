import { markup } from '@singlora/reporting';
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
  title: 'LoRA+’s heat map at growing widths',
  intro: markup`<p>LoRA+’s toy, f(x) = W<sub>out</sub>·relu(B A relu(W<sub>in</sub> x)), trained whole-batch at every pair of rates for A and B: its figure 2 at n = 100, and the same at growing widths, which that paper does not show. LoRA with one rate, and A Aᵀ in the place of B A with its one rate, stand beside it.</p>
`,
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
