import {
  atEqualDrift,
  type DreamBoothSetting,
  hasFronts,
  intervalText,
  nameOf,
  pictureStandInsText,
  sizeText,
  type DreamBoothFront,
} from '@singlora/comparison';
import { dreamBoothScores } from '@singlora/records';
import {
  capital,
  column,
  detailOnce,
  format,
  type HtmlValue,
  numbers,
  table,
  type Table,
} from '@singlora/reporting';
import { suiteOf } from './suites.ts';
import { differencesIn, headlinePairs, settingVerdict, shownText } from './verdict.ts';
import { pairings } from './words.ts';

/** The headline method's first difference from the baseline in a sentence, with what stands in; where there is none, what is to be compared yet. */
export function differenceSentence(setting: DreamBoothSetting): HtmlValue {
  const [first] = headlinePairs(setting);
  const shown = first && differenceOf(setting, first.pair);
  if (!first || !shown) return settingVerdict(setting);
  const rests = pictureStandInsText(setting);
  return `${capital(pairings[first.pairing])} ${shown}${rests === undefined ? '' : `, ${rests}`}.`;
}

/** At equal drift where there are fronts, otherwise at the one rate. */
function differenceOf(
  setting: DreamBoothSetting,
  pair: readonly [DreamBoothFront, DreamBoothFront],
): string {
  if (!hasFronts(setting)) return shownText(pair, 'fidelity');
  const { found } = atEqualDrift(setting, pair);
  const { title } = dreamBoothScores.fidelity;
  return found
    ? `and equal drift of the class ${nameOf(found)} = ${format.signed(found.difference)} in ${title.toLowerCase()} (95% ${intervalText(found) ?? 'not known'}), ${sizeText(found)}`
    : '';
}

/** The headline method's differences in what is co-primary, one a row; undefined where there are none. */
export function differenceDigest(settings: readonly DreamBoothSetting[]): Table | undefined {
  const rows = settings.flatMap((setting) =>
    headlinePairs(setting).flatMap(({ pair, pairing }) => {
      const [found, drift] = hasFronts(setting)
        ? [atEqualDrift(setting, pair).found]
        : differencesIn(pair, ['fidelity', 'prior']);
      return found ? [{ setting, pairing, found, drift }] : [];
    }),
  );
  if (rows.length === 0) return undefined;
  type Shown = (typeof rows)[number];
  const difference = (of: 'found' | 'drift') =>
    numbers<Shown>(dreamBoothScores[of === 'found' ? 'fidelity' : 'prior'].title, (row) => {
      const { [of]: one } = row;
      return one ? `${format.signed(one.difference)} (${intervalText(one) ?? 'one'})` : 'equal';
    });
  return table('Differences, paired by subject and seed.', rows, [
    detailOnce(
      rows,
      column<Shown>('Suite', ({ setting }) => ({
        text: suiteOf(setting.experiment).title,
        detail: pictureStandInsText(setting),
      })),
    ),
    column('Difference', ({ found, pairing }) => ({
      text: nameOf(found),
      detail: pairings[pairing],
    })),
    difference('found'),
    difference('drift'),
  ]);
}
