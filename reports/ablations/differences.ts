import { format, table, type Table } from '@singlora/reporting';
import { differenceColumns } from '../glue/difference-columns.ts';
import { correctionText, directionOf, type corrected } from '../glue/judged.ts';
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
      ],
    },
  );

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
