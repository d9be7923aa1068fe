import { capital, format, groupBy } from '@singlora/reporting';
import { familyOrder, familyTitle, optimiserOrder, optimiserTitle } from '@singlora/records';
import type { CheckRun } from '../../report/view.ts';
import { widthsText } from '../../report/words.ts';
import type { record } from '../record.ts';

export type TransferRun = CheckRun<typeof record>;

/** Methods compared on one family under one optimiser. */
export interface TransferSubject {
  readonly title: string;
  readonly runs: readonly TransferRun[];
}

/** By family and optimiser; methods in the order in which they were run. */
export function subjectsOf(runs: readonly TransferRun[]): TransferSubject[] {
  const place = ({ config: { family, optimiser } }: TransferRun) =>
    100 * Math.min(99, familyOrder(family)) + Math.min(99, optimiserOrder(optimiser));
  const sorted = [...runs].sort((a, b) => place(a) - place(b));
  const groups = groupBy(sorted, ({ config: { method: _, ...rest } }) => rest);
  return groups.map((group) => ({ title: titleOf(group), runs: group }));
}

function titleOf([first]: readonly TransferRun[]): string {
  if (!first) return '';
  const { family, optimiser } = first.config;
  return `${capital(familyTitle(family))}, ${optimiserTitle(optimiser)}`;
}

/** "5 widths from 64 to 1,024, 10 seeds, 60 steps". */
export const dataText = ({ config: { widths, seeds, steps } }: TransferRun) =>
  `${widthsText(widths)}, ${format.plural(seeds.length, 'seed')}, ${format.plural(steps, 'step')}`;
