import { familyOrder, optimiserOrder } from '@singlora/records';
import { groupBy, omit, sortedBy } from '@singlora/reporting';
import type { CheckRun } from '../../report/view.ts';
import { trainingTitle, type spanText } from '../../report/words.ts';
import type { record } from '../record.ts';

export type TransferRun = CheckRun<typeof record>;

/** The shown part of a run, measured here or elsewhere. */
interface Shown extends Pick<TransferRun, 'result'> {
  readonly config: Parameters<typeof spanText>[0];
}

/** Methods compared on one family under one optimiser. */
export interface TransferSubject<Run extends Shown = TransferRun> {
  /** The prefix of its charts' ids. */
  readonly id: string;
  readonly title: string;
  readonly runs: readonly Run[];
}

/** A subject measured here or elsewhere. */
export type AnySubject = TransferSubject<Shown>;

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
