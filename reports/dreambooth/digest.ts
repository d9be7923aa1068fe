import { column, format, numbers, table, type Table } from '@singlora/reporting';
import { sizeText } from './clusters.ts';
import { headlineDifferences, intervalText, nameOf, pairings } from './differences.ts';
import { suiteTitle } from './run.ts';
import type { Setting } from './setting.ts';
import { standInsText } from './stand-in.ts';

/** The headline method's differences in subject fidelity, one a row; undefined where there are none. */
export function differenceDigest(settings: readonly Setting[]): Table | undefined {
  const rows = settings.flatMap((setting) =>
    headlineDifferences(setting).map((found) => ({ ...found, setting })),
  );
  if (rows.length === 0) return undefined;
  return table('Differences in subject fidelity, paired by subject and seed.', rows, [
    column('Suite', ({ setting }) => ({
      text: suiteTitle(setting.experiment),
      detail: standInsText(setting),
    })),
    column('Difference', ({ one, pairing }) => ({ text: nameOf(one), detail: pairings[pairing] })),
    numbers('Mean', ({ one }) => format.signed(one.mean)),
    numbers('95% interval', ({ one }) => intervalText(one)),
    column('Over', ({ one }) => sizeText(one)),
  ]);
}
