import { markup } from '@singlora/reporting';
import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { claims } from './claims.ts';
import { encoderParts } from './encoder.ts';
import { measuredView } from './measured.ts';
import { optimumChart, partsOf } from './parts.ts';
import { subjectsOf, type TransferRun } from './subject.ts';

const view: CheckView<TransferRun> = {
  record,
  place: 3,
  short: 'Transfer',
  title: 'Transfer: the best rate against the width',
  intro: markup`<p>Each method trains at many rates and growing widths. Where the best rate lies at each width says how it follows the width, and what a rate tuned on a small model costs a large one. “Rate ∝” in a method’s name: the learning rate of its factor is scaled by the width, an option of the adapter, so that one rate should serve every width.</p>
`,
  claims,
  lead: (runs) => [subjectsOf(runs).flatMap(optimumChart)],
  body(runs) {
    return partsOf(subjectsOf(runs));
  },
};

export default [view, { ...view, ...encoderParts }, measuredView];
