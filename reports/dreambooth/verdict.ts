import {
  comparePictures,
  frontPairs,
  hasFronts,
  intervalText,
  isAtBestRate,
  judgedByPlan,
  nameOf,
  pictureMargin,
  pictureStandInsText,
  powerText,
  rules,
  scopeText,
  sizeOver,
  sizeText,
  unlearnedText,
  type AdapterDifference,
  type DreamBoothFront,
  type DreamBoothSetting,
  type PictureComparison,
  type Rule,
} from '@singlora/comparison';
import {
  baselineMethod,
  dreamBoothScores,
  headlineMethod,
  type DreamBoothScoreName,
} from '@singlora/records';
import { format, groupBy, markup, methodTitle, type Html } from '@singlora/reporting';
import { comparedAt } from './decided-table.ts';

/** The headline method's adapters, paired with comparable ones of the baseline. */
export const headlinePairs = (setting: DreamBoothSetting) =>
  (['parameters', 'rank'] as const).flatMap((pairing) =>
    frontPairs(setting, pairing, (method) => method === headlineMethod).map((pair) => ({
      pairing,
      pair,
    })),
  );

/** Differences of two adapters at their leading rates in related scores, as text. */
export const differencesIn = (
  [one, other]: readonly [DreamBoothFront, DreamBoothFront],
  scores: readonly DreamBoothScoreName[],
): PictureComparison[] =>
  scores.flatMap((score) => comparePictures(one.leading, other.leading, score) ?? []);

/** "+0.025 in subject fidelity (95% +0.006 to +0.044)". */
const differenceText = (found: PictureComparison): string =>
  `${format.signed(found.difference)} in ${dreamBoothScores[found.score].title.toLowerCase()} (95% ${intervalText(found) ?? 'not known'})`;

/** "SingLoRA r8 − LoRA r8 = +0.025 in subject fidelity (95% …) and +0.037 in drift of the class (95% …), 5 subjects × 5 seeds". */
export function shownText(
  pair: readonly [DreamBoothFront, DreamBoothFront],
  score: DreamBoothScoreName,
): string {
  const all = differencesIn(pair, [score, 'prior']);
  const [first] = all;
  return first
    ? `${nameOf({ one: pair[0], other: pair[1] })} = ${format.listing(all.map(differenceText))}, ${sizeText(first)}`
    : '';
}

/** "SingLoRA r8 − LoRA r8 = +0.031 (95% …, 5 subjects × 5 seeds), more" for each pair, by a claim's rule; else the reason. */
export function decisionText(
  setting: DreamBoothSetting,
  all: readonly AdapterDifference[],
  score: DreamBoothScoreName = 'fidelity',
  holds: Rule = rules.above,
): string {
  const [yes, no] = holds === rules.noLower ? ['no less', 'less'] : ['more', 'not more'];
  const words = { true: yes, false: no, undefined: 'undecided' };
  const texts = groupBy(all, ({ reservation = null }) => reservation).flatMap((alike) => {
    const names = alike.map(nameOf);
    const [{ reservation } = { reservation: undefined }] = alike;
    if (reservation !== undefined)
      return `nothing is decided${alike.length === all.length ? '' : ` for ${format.listing(names)}`} (${reservation})`;
    return alike.flatMap(({ found }, at) => {
      if (!found) return [];
      const told = holds(found, pictureMargin);
      const power = told === undefined ? powerText(found) : undefined;
      return `${names[at]} = ${found.words.value(found)}, ${words[`${told}`]}${power === undefined ? '' : `; ${power}`}`;
    });
  });
  return `${dreamBoothScores[score].title} at ${comparedAt(setting)}: ${texts.join('; ')}.`;
}

/** A few sentences on a setting's numbers, for its section and the top of the page. */
export function settingVerdict(setting: DreamBoothSetting): Html {
  const idle = setting.fronts
    .filter(({ points }) => points.every((point) => setting.unlearned.includes(point)))
    .map(({ label }) => label);
  const own = headlinePairs(setting);
  const scope = scopeText(pictureStandInsText(setting), setting.comparable);
  if (own.length === 0)
    return markup`${methodTitle(headlineMethod)} and ${methodTitle(baselineMethod)} were not both trained on one subject, so there is nothing to compare yet. ${scope}`;
  const none = idle.length > 0 && `${unlearnedText(idle)}. `;
  const told = judgedByPlan(
    setting,
    own.map(({ pair }) => pair),
    'fidelity',
  );
  if (hasFronts(setting) || isAtBestRate(setting))
    return markup`${none}${decisionText(setting, told)} ${scope}`;
  const shown = own.flatMap(({ pair, pairing }) => {
    const difference = shownText(pair, 'fidelity');
    if (difference === '') return []; // the two share no subject and seed
    const size = format.percent(sizeOver(...pair), 0);
    return `${pairing === 'rank' ? 'At equal rank' : `With ${size} of the parameters`} ${difference}.`;
  });
  const power = own
    .flatMap(({ pair }) => differencesIn(pair, ['fidelity']))
    .map(powerText)
    .at(-1);
  return markup`${shown.join(' ')} ${none}${decisionText(setting, told)} ${power !== undefined && `If differences there vary as these do, ${power}. `}${scope}`;
}
