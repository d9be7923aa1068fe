import { type DreamBoothSetting } from '@singlora/comparison';
import { column, format, numbers, table, type Table } from '@singlora/reporting';
import { meanOf, nameCell } from './score-cells.ts';

/** What a run took. */
export const costTable = ({ variants: all }: DreamBoothSetting): Table =>
  table('What a run took, on average.', all, [
    column('Method', (variant) => nameCell({ variant })),
    numbers('Steps', (variant) => format.count(meanOf(variant, 'steps'))),
    numbers('Training', (variant) => format.duration(meanOf(variant, 'trainSeconds'))),
    numbers('Drawing', (variant) => format.duration(meanOf(variant, 'drawSeconds'))),
    numbers(['Memory', 'peak'], (variant) => format.bytes(meanOf(variant, 'peakRssBytes'))),
  ]);
