import { format, table, type Table } from '@singlora/reporting';
import { differenceColumns } from '../glue/difference-columns.ts';
import { correctionText, directionOf, type corrected } from '../glue/correction.ts';
import { leavesOut } from '../glue/reservation.ts';
import { margin } from './ablation.ts';

/** A comparison within an ablation, corrected together with the others of its table. */
export type Compared = ReturnType<typeof corrected>[number];

export const differencesTable = (caption: string, all: readonly Compared[]): Table =>
  table(
    caption,
    all,
    differenceColumns('± s.e., points', 'Seeds', ({ pairs }) => format.count(pairs.length)),
    {
      notes: [
        all.length > 1 && `Findings are${correctionText(all[0]?.family ?? 0)} of this experiment.`,
        leavesOut,
      ],
    },
  );

/** Whether two score alike: yes if the whole interval lies within the margin, no if they are told apart. */
export function alike(compared: Compared): boolean | undefined {
  const { interval, reservation } = compared;
  if (reservation !== undefined) return undefined;
  const within = interval && interval[0] > -margin && interval[1] < margin;
  if (within) return true;
  return directionOf(compared) === undefined ? undefined : false;
}

/** Whether the first is no lower: higher, or the whole interval above minus the margin. */
export function noLower(compared: Compared): boolean | undefined {
  const { interval, reservation } = compared;
  if (reservation !== undefined) return undefined;
  if (interval && interval[0] > -margin) return true;
  const direction = directionOf(compared);
  return direction === undefined ? undefined : direction === 1;
}
