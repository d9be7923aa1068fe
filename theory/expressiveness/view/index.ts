import { markup } from '@singlora/reporting';
import { headed } from '../../report/parts.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { attentionCharts } from './charts.ts';
import { subjectsOf, type FitRun } from './subject.ts';
import { attentionTable, matrixTable } from './table.ts';

const view: CheckView<FitRun> = {
  record,
  place: 6,
  short: 'Expressiveness',
  title: 'What updates can express',
  intro: markup`<p>The paper’s figure 1 trains W<sub>q</sub> and W<sub>k</sub> of a synthetic attention towards other scores, SingLoRA at twice LoRA’s rank, so that both have as many parameters. It states the shapes, the optimiser and the rate, and neither rank, length, distributions nor start; ours are in the check’s notes. Here the ranks are compared at equal rank, too, and at more rates than one.</p>
<p>A Aᵀ is symmetric and has no negative eigenvalue. What that costs shows where a particular update of one weight is wanted.</p>
`,
  claims,
  body(runs) {
    const subjects = subjectsOf(runs);
    const attention = subjects.filter(({ kind }) => kind === 'attention');
    const matrix = subjects.filter(({ kind }) => kind === 'matrix');
    const charts = attention.flatMap((one, index) =>
      attentionCharts(one, `attention-${index + 1}`),
    );
    const wanted = matrix.length > 0 && matrixTable(matrix);
    return [
      headed('Synthetic attention', [charts, ...attention.map(attentionTable)], 'attention'),
      headed('Updates with negative eigenvalues', [wanted], 'definite'),
    ];
  },
};

export default view;
