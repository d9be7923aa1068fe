import {
  headlineDifferences,
  intervalText,
  nameOf,
  pictureMargin,
  pictureStandInsText,
  rules,
  scopeText,
  sizeOver,
  sizeText,
  unlearnedText,
  type DreamBoothSetting,
  type PictureComparison,
} from '@singlora/comparison';
import { baselineMethod, dreamBoothScores, headlineMethod } from '@singlora/records';
import { format, markup, methodTitle, type Html } from '@singlora/reporting';

/** What a setting's numbers say in a few sentences, for its section and for the page's head. */
export function settingVerdict(setting: DreamBoothSetting): Html {
  const idle = setting.unlearned.map(({ label }) => label);
  const own = headlineDifferences(setting);
  const text = own
    .filter(({ found }) => found.unlearned.length === 0)
    .map(({ found, pairing }) => {
      const size = format.percent(sizeOver(found.one, found.other), 0);
      const alike = pairing === 'rank' ? 'At equal rank' : `With ${size} of the parameters`;
      return markup`${alike} ${nameOf(found)} = <strong>${format.signed(found.difference)}</strong> in ${dreamBoothScores.fidelity.title.toLowerCase()}: ${readingOf(found)}. `;
    });
  const none = idle.length > 0 && `${unlearnedText(idle)}. `;
  const scope = scopeText(pictureStandInsText(setting), setting.comparable);
  if (own.length === 0)
    return markup`${methodTitle(headlineMethod)} and ${methodTitle(baselineMethod)} were not both trained on one subject, so there is nothing to compare yet. ${scope}`;
  return markup`${text}${none}${scope}`;
}

/** "more faithful (95% +0.010 to +0.030, 6 subjects × 1 seed)". */
function readingOf(found: PictureComparison): string {
  const size = sizeText(found);
  if (found.reservation !== undefined) return `${found.reservation} (${size})`;
  const words = { true: 'more faithful', false: 'not more faithful', undefined: 'not told apart' };
  return `${words[`${rules.above(found, pictureMargin)}`]} (95% ${intervalText(found)}, ${size})`;
}
