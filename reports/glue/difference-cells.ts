import { format, type Row } from '@singlora/reporting';
import { intervalText, nameOf, type Comparison } from './comparison.ts';
import { findingText, type Judged } from './judged.ts';

/** What every table of differences says of one: its name, mean ± standard error, interval and finding. */
export function differenceCells(one: Comparison & Omit<Judged, 'setting'>): Row['cells'] {
  const interval = intervalText(one);
  return {
    name: nameOf(one),
    mean: {
      text: format.signedPoints(one.difference),
      detail: `± ${format.points(one.standardError)}`,
    },
    ...(interval ? { interval } : {}),
    finding: findingText(one),
  };
}
