import { familyOrder, optimiserOrder } from '@singlora/records';
import { groupBy, omit, sortedBy } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import { trainingTitle } from '../../report/words.ts';
import type { record } from '../record.ts';

export type TransferRun = CheckRun<typeof record>;

/** Methods compared on one family under one optimiser. */
export interface TransferSubject {
  /** The prefix of its charts' ids. */
  readonly id: string;
  readonly title: string;
  readonly runs: readonly TransferRun[];
}

/** The subjects by family and optimiser; methods in the order of their runs. */
export function transferSubjects(runs: readonly TransferRun[]): TransferSubject[] {
  const sorted = sortedBy(runs, ({ config }) => [
    familyOrder(config.family),
    optimiserOrder(config.optimiser),
  ]);
  return groupBy(sorted, ({ config }) => omit(config, ['method'])).map((group) => {
    const { config } = group[0] as TransferRun;
    const id = `transfer-${config.family}-${config.optimiser}`;
    return { id, title: trainingTitle(config), runs: group };
  });
}
