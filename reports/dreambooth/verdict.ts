import { baselineMethod, headlineMethod, dreamBoothScores } from '@singlora/records';
import { format, type Html, markup, methodTitle } from '@singlora/reporting';
import { sizeText } from './clusters.ts';
import {
  headlineDifferences,
  intervalText,
  nameOf,
  sizeOver,
  unlearned,
  unlearnedText,
  type Difference,
} from './differences.ts';
import type { Setting } from './setting.ts';
import { standInsText } from './stand-in.ts';
import { more } from './verdicts.ts';

/** What a setting's numbers say in a few sentences, for its section and for the page's head. */
export function settingVerdict(setting: Setting): Html {
  const idle = unlearned(setting);
  const own = headlineDifferences(setting);
  const isIdle = ({ one: { variant, other } }: (typeof own)[number]) =>
    [variant, other].some((each) => idle.includes(each));
  const text = own
    .filter((pair) => !isIdle(pair))
    .map(({ one, pairing }) => {
      const size = format.percent(sizeOver(one.variant, one.other), 0);
      const alike = pairing === 'rank' ? 'At equal rank' : `With ${size} of the parameters`;
      return markup`${alike} ${nameOf(one)} = <strong>${format.signed(one.mean)}</strong> in ${dreamBoothScores.fidelity.title.toLowerCase()}: ${readingOf(one)}. `;
    });
  const none = idle.length > 0 && `${unlearnedText(idle)}. `;
  const standIn = standInsText(setting);
  const rest = setting.comparable ? '.' : ', and says nothing yet about the paper’s numbers.';
  const scope = standIn === undefined ? '' : `This is measured ${standIn}${rest}`;
  if (own.length === 0)
    return markup`${methodTitle(headlineMethod)} and ${methodTitle(baselineMethod)} were not both trained on one subject, so there is nothing to compare yet. ${scope}`;
  return markup`${text}${none}${scope}`;
}

/** "more faithful (95% +0.010 to +0.030, 6 subjects × 1 seed)". */
function readingOf(one: Difference): string {
  const interval = intervalText(one);
  const size = sizeText(one);
  if (one.over !== 'subjects' || interval === undefined)
    return `of one subject, which says nothing of others (${size})`;
  const words = { true: 'more faithful', false: 'not more faithful', undefined: 'not told apart' };
  return `${words[`${more(one)}`]} (95% ${interval}, ${size})`;
}
