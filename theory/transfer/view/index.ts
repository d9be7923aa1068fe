import { markup, sourced, tabledFigures } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { lossCharts, optimumChart } from './charts.ts';
import { subjectsOf, type TransferRun } from './subject.ts';
import { transferTable } from './table.ts';

const intro = markup`<p>Each method trains at many rates and growing widths. Where the best rate lies at each width says how it follows the width, and what a rate tuned on a small model costs a large one. “Rate ∝” in a method’s name: the learning rate of its factor is scaled by the width, an option of the adapter, so that one rate should serve every width.</p>
`;

const view: CheckView<TransferRun> = {
  record,
  place: 3,
  short: 'Transfer',
  title: 'Transfer: the best rate against the width',
  intro,
  claims,
  lead: (runs) =>
    tabledFigures(
      subjectsOf(runs).flatMap((one, index) => optimumChart(one, `transfer-${index}`) ?? []),
    ),
  body: async (runs) => {
    const subjects = subjectsOf(runs);
    const curves = subjects.map(
      async (subject, index) => markup`<h4>${subject.title}: loss by rate</h4>
${await tabledFigures(lossCharts(subject, `transfer-${index}`))}`,
    );
    return markup`${sourced(transferTable(subjects))}
${await Promise.all(curves)}`;
  },
};

export default view;
