import { correctionText, leavesOut, type GlueVariant, type Judged } from '@singlora/comparison';
import { format, table, type Table } from '@singlora/reporting';
import { differenceColumns } from '../glue/setting-tables.ts';

/** A comparison within an ablation, corrected together with the others of its table. */
export type Compared = Judged<GlueVariant>;

/** Comparisons within an ablation. */
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
