import { markup, sourced, tabledFigures } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { gridCharts } from './charts.ts';
import { inOrder, rateNames, runText, type GridRun } from './subject.ts';
import { bestTable, trendTable } from './table.ts';

const intro = markup`<p>LoRA+’s toy, f(x) = W<sub>out</sub>·relu(B A relu(W<sub>in</sub> x)), trained whole-batch at every pair of rates for A and B: its figure 2 at n = 100, and the same at growing widths, which that paper does not show. LoRA with one rate, and A Aᵀ in the place of B A with its one rate, stand beside it.</p>
`;

const view: CheckView<GridRun> = {
  record,
  place: 7,
  short: 'Two rates',
  title: 'LoRA+’s heat map at growing widths',
  intro,
  claims,
  claimsPlace: 4,
  body: async (runs) => {
    const sorted = inOrder(runs);
    const id = (run: GridRun) => `grid-${sorted.indexOf(run) + 1}`;
    const pairs = sorted.filter((run) => rateNames(run).length > 1);
    const single = sorted.filter((run) => rateNames(run).length === 1);
    const maps = pairs.map(
      async (run) => markup`<h3>${runText(run)}</h3>
${await tabledFigures(gridCharts(run, id(run)))}`,
    );
    return markup`${sourced(trendTable(sorted))}
${await Promise.all(maps)}
${single.length > 0 && markup`<h3>One rate</h3>\n${await tabledFigures(single.flatMap((run) => gridCharts(run, id(run))))}`}
${sourced(bestTable(sorted))}`;
  },
};

export default view;
