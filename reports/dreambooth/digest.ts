import { headlineMethod } from '@singlora/records';
import { column, format, numbers, table, type Table } from '@singlora/reporting';
import { sizeText } from './clusters.ts';
import { differencesOf, intervalText, nameOf } from './differences.ts';
import { suiteTitle } from './run.ts';
import type { Setting } from './setting.ts';
import { standInsText } from './stand-in.ts';

const alike = { rank: 'at equal rank', parameters: 'at about equal parameters' } as const;

/** The headline method's differences in subject fidelity, one a row; undefined where there are none. */
export function differenceDigest(settings: readonly Setting[]): Table | undefined {
  const rows = settings.flatMap((setting) =>
    (Object.keys(alike) as (keyof typeof alike)[]).flatMap((pairing) =>
      differencesOf(setting, pairing, 'fidelity')
        .filter(({ variant }) => variant.method === headlineMethod)
        .map((one) => ({ one, pairing, setting })),
    ),
  );
  if (rows.length === 0) return undefined;
  return table('Differences in subject fidelity, paired by subject and seed.', rows, [
    column('Suite', ({ setting }) => ({
      text: suiteTitle(setting.experiment),
      detail: standInsText(setting),
    })),
    column('Difference', ({ one, pairing }) => ({ text: nameOf(one), detail: alike[pairing] })),
    numbers('Mean', ({ one }) => format.signed(one.mean)),
    numbers('95% interval', ({ one }) => intervalText(one)),
    column('Over', ({ one }) => sizeText(one)),
  ]);
}
