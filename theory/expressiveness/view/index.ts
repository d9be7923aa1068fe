import { headed } from '../../report/parts.ts';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { expressivenessClaims } from './claims.ts';
import { attentionCharts } from './charts.ts';
import { fitSubjects, type FitRun } from './subject.ts';
import { attentionTable, matrixTable } from './table.ts';

const view: CheckView<FitRun> = {
  record,
  place: 6,
  short: 'Expressiveness',
  claims: expressivenessClaims,
  body(runs) {
    const subjects = fitSubjects(runs);
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
