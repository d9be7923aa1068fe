import {
  type DreamBoothSetting,
  type Found,
  hasFronts,
  intervalText,
  isAtBestRate,
  judgedByPlan,
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
import { comparedAt, pairVerdict } from './decided-table.ts';
import { suiteOf } from './suites.ts';
import { differencesIn, headlinePairs, settingVerdict, shownText } from './verdict.ts';
import { pairings } from './words.ts';

/** The headline method's first difference from the baseline in a sentence, with the stand-ins; without one, the missing comparison. */
export function differenceSentence(setting: DreamBoothSetting): HtmlValue {
  const [first] = headlinePairs(setting);
  const shown = first && differenceOf(setting, first.pair);
  if (!first || !shown) return settingVerdict(setting);
  const modules = modulesOf(setting);
  const rests = pictureStandInsText(setting);
  return `${capital(pairings[first.pairing])} ${shown}${modules === undefined ? '' : `, on ${modules}`}${rests === undefined ? '' : `, ${rests}`}.`;
}

/** The modules that a setting's adapters adapt: "to_q and to_k". */
const modulesOf = ({ config: { adapter } }: DreamBoothSetting): string | undefined =>
  Array.isArray(adapter?.targets) ? format.listing(adapter.targets.map(String)) : undefined;

/** By the plan's comparison of the two, or each at the single rate that it was drawn at. */
function differenceOf(setting: DreamBoothSetting, pair: Pair): string {
  if (!isDecided(setting)) return shownText(pair, 'fidelity');
  const [decided] = judgedByPlan(setting, [pair], 'fidelity');
  const { found } = decided ?? {};
  return decided && found
    ? `and ${comparedAt(setting)} ${nameOf(found)} = ${format.signed(found.difference)} in ${dreamBoothScores.fidelity.title.toLowerCase()} (95% ${intervalText(found) ?? 'not known'}), ${sizeText(found)}, ${pairVerdict(decided).word}`
    : '';
}

/** Whether its differences can be decided: at equal drift, or at each adapter's best rate. */
const isDecided = (setting: DreamBoothSetting) => hasFronts(setting) || isAtBestRate(setting);

type Pair = readonly [DreamBoothFront, DreamBoothFront];

/**
 * The headline method's differences in the co-primary scores, one per row, with the adapted modules where settings differ in them;
 * undefined without any.
 */
export function differenceDigest(settings: readonly DreamBoothSetting[]): Table | undefined {
  const rows = settings.flatMap((setting) =>
    headlinePairs(setting).flatMap(({ pair, pairing }) => {
      const [atOne, drift] = differencesIn(pair, ['fidelity', 'prior']);
      if (!atOne) return [];
      const one = { setting, pairing, name: nameOf({ one: pair[0], other: pair[1] }) };
      if (!isDecided(setting))
        return { ...one, found: valueText(atOne), drift: valueText(drift), verdict: undefined };
      const [decided] = judgedByPlan(setting, [pair], 'fidelity');
      return {
        ...one,
        found: valueText(decided?.found),
        drift: hasFronts(setting) ? 'equal' : valueText(drift),
        verdict: decided && pairVerdict(decided).word,
      };
    }),
  );
  if (rows.length === 0) return undefined;
  type Shown = (typeof rows)[number];
  const areAlike = new Set(settings.map(modulesOf)).size === 1;
  return table('Paired by subject and seed.', rows, [
    detailOnce(
      rows,
      column<Shown>('Suite', ({ setting }) => ({
        text: suiteOf(setting.experiment).title,
        detail: pictureStandInsText(setting),
      })),
    ),
    ...(areAlike ? [] : [column<Shown>('Adapted modules', ({ setting }) => modulesOf(setting))]),
    column('Difference', ({ name, pairing }) => ({ text: name, detail: pairings[pairing] })),
    numbers(dreamBoothScores.fidelity.title, ({ found }) => found),
    numbers(dreamBoothScores.prior.title, ({ drift }) => drift),
    column('Verdict', ({ verdict }) => verdict),
  ]);
}

/** "−0.011 (−0.028 to +0.006)". */
const valueText = (
  one: Pick<Found, 'difference' | 'interval' | 'words'> | undefined,
): string | undefined => one && `${format.signed(one.difference)} (${intervalText(one) ?? 'one'})`;
