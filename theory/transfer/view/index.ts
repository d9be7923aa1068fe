import type { CheckView } from '../../report/view.ts';
import { record } from '../record.ts';
import { transferClaims } from './claims.ts';
import { encoderParts } from './encoder.ts';
import { optimumChart, transferParts } from './parts.ts';
import { transferSubjects, type TransferRun } from './subject.ts';

const view: CheckView<TransferRun> = {
  record,
  place: 3,
  short: 'Transfer',
  claims: transferClaims,
  lead: (runs) => [transferSubjects(runs).flatMap(optimumChart)],
  body(runs) {
    return transferParts(transferSubjects(runs));
  },
};

export default [view, { ...view, ...encoderParts }];
