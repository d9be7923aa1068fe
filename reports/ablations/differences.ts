import { format, type Row, type Table } from '@singlora/reporting';
import { differenceCells } from '../glue/difference-cells.ts';
import { correctionText, directionOf, type corrected } from '../glue/judged.ts';
import { margin } from './ablation.ts';

/** A comparison within an ablation, corrected together with the others of its table. */
export type Compared = ReturnType<typeof corrected>[number];

export const differencesTable = (caption: string, all: readonly Compared[]): Table => ({
  caption,
  columns: [
    { key: 'name', title: 'Difference' },
    { key: 'mean', title: 'Mean', detail: '± s.e., points', align: 'right' },
    { key: 'interval', title: '95% interval', align: 'right' },
    { key: 'seeds', title: 'Seeds', align: 'right' },
    { key: 'finding', title: 'Finding' },
  ],
  rows: all.map((one): Row => ({
    cells: { ...differenceCells(one), seeds: format.count(one.pairs.length) },
  })),
  ...(all.length > 1
    ? { notes: [`Findings are${correctionText(all[0]?.family ?? 0)} of this experiment.`] }
    : {}),
});

/** Whether two score alike over seeds: yes if the whole interval lies within the margin, no if they are told apart. */
export function alike(compared: Compared): boolean | undefined {
  const { interval, pairs } = compared;
  if (directionOf(compared) !== undefined) return false;
  const within = interval && interval[0] > -margin && interval[1] < margin;
  return within && pairs.length > 1 ? true : undefined;
}

/** Whether the first is no lower over seeds: higher, or the whole interval above minus the margin. */
export function noLower(compared: Compared): boolean | undefined {
  const { interval, pairs } = compared;
  const direction = directionOf(compared);
  if (direction !== undefined) return direction === 1;
  return interval && interval[0] > -margin && pairs.length > 1 ? true : undefined;
}
