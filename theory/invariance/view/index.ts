import { markup, sourced, tabledFigures } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { differenceCharts } from './chart.ts';
import { inOrder, isSquare, type InvarianceRun } from './subject.ts';
import { invarianceTable } from './table.ts';

const intro = markup`<p>A and A·Q, with Q orthogonal, are the same update A Aᵀ. The paper proves that a step of gradient descent from either gives the same update again (theorem 2), also where the weight is not square (theorem 3). Here both train under every optimiser, and their updates are compared after each step. LoRA stands beside it: (B·Q, Qᵀ·A) and (k·B, A/k) are the same update as (B, A).</p>
`;

const view: CheckView<InvarianceRun> = {
  record,
  place: 5,
  short: 'Invariance',
  title: 'Invariance: A against A·Q',
  intro,
  claims,
  body: async (runs) => {
    const sorted = inOrder(runs);
    const square = sorted.filter(isSquare);
    const rotated = square.filter(({ config }) => config.change === 'rotation');
    // One scaling is enough to see; the larger ones would set the axis.
    const scaled = square.filter(({ config }) => config.change === 'scaling').slice(0, 1);
    const charts = differenceCharts([...rotated, ...scaled], 'invariance');
    return markup`${await tabledFigures(charts)}
${sourced(invarianceTable(sorted))}`;
  },
};

export default view;
