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
  claims,
  lead: (runs) => [subjectsOf(runs).flatMap(optimumChart)],
  body(runs) {
    return partsOf(subjectsOf(runs));
  },
};

export default [view, { ...view, ...encoderParts }, measuredView];
