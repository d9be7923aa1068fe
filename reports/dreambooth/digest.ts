import {
  type DreamBoothSetting,
  headlineDifferences,
  intervalText,
  nameOf,
  pictureStandInsText,
  sizeText,
} from '@singlora/comparison';
import { suiteTitle } from './suites.ts';
import { column, format, numbers, table, type Table } from '@singlora/reporting';
import { pairings } from './words.ts';

/** The headline method's differences in subject fidelity, one a row; undefined where there are none. */
export function differenceDigest(settings: readonly DreamBoothSetting[]): Table | undefined {
  const rows = settings.flatMap((setting) =>
    headlineDifferences(setting).map((one) => ({ ...one, setting })),
  );
  if (rows.length === 0) return undefined;
  return table('Differences in subject fidelity, paired by subject and seed.', rows, [
    column('Suite', ({ setting }) => ({
      text: suiteTitle(setting.experiment),
      detail: pictureStandInsText(setting),
    })),
    column('Difference', ({ found, pairing }) => ({
      text: nameOf(found),
      detail: pairings[pairing],
    })),
    numbers('Mean', ({ found }) => format.signed(found.difference)),
    numbers('95% interval', ({ found }) => intervalText(found)),
    column('Over', ({ found }) => sizeText(found)),
  ]);
}
