import {
  comparePictures,
  intervalText,
  comparisonName,
  pictureMargin,
  rules,
  clustersText,
  type AdapterDifference,
  type AdapterPair,
  type PictureComparison,
  type Rule,
} from '@singlora/comparison';
import { dreamBoothScores, type DreamBoothScoreName } from '@singlora/records';
import { format, groupBy } from '@singlora/reporting';
import { pairsNeeded } from '@singlora/statistics';

/** "+0.025 in subject fidelity (95% +0.006 to +0.044)". */
const differenceText = (found: PictureComparison): string =>
  `${format.signed(found.difference)} in ${dreamBoothScores[found.score].title.toLowerCase()} (95% ${intervalText(found) ?? 'not known'})`;

/** "SingLoRA r8 − LoRA r8 = +0.025 in subject fidelity (95% …) and +0.037 in drift of the class (95% …), 5 subjects × 5 seeds". */
export function shownText([one, other]: AdapterPair, score: DreamBoothScoreName): string {
  const all = ([score, 'prior'] as const).flatMap((of) => comparePictures(one, other, of) ?? []);
  const [first] = all;
  return first
    ? `${comparisonName({ one, other })} = ${format.listing(all.map(differenceText))}, ${clustersText(first)}`
    : '';
}

/** "SingLoRA r8 − LoRA r8 = +0.031 (95% …, 5 subjects × 5 seeds), more" for each pair, by a claim's rule; else the reason. */
export function decisionText(
  all: readonly AdapterDifference[],
  score: DreamBoothScoreName = 'fidelity',
  holds: Rule = rules.above,
): string {
  const [yes, no] = holds === rules.noLower ? ['no less', 'less'] : ['more', 'not more'];
  const words = { true: yes, false: no, undefined: 'undecided' };
  const texts = groupBy(all, ({ reservation = null }) => reservation).flatMap((alike) => {
    const names = alike.map(comparisonName);
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
  return `${dreamBoothScores[score].title}: ${texts.join('; ')}.`;
}

/** "about 12 subjects are needed to tell 0.02": a power estimate from the spread of these differences over subjects. */
function powerText({ pairs, scope }: PictureComparison): string | undefined {
  const n = pairsNeeded(
    scope === 'subjects' ? pairs.map(({ difference }) => difference) : [],
    pictureMargin,
  );
  return n === undefined
    ? undefined
    : `about ${format.plural(n, 'subject')} are needed to tell ${pictureMargin} (power 80%)`;
}
