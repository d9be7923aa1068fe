import {
  corrected,
  intervalText,
  comparisonName,
  pictureComparisons,
  promptScore,
  sizeOver,
  type DreamBoothSetting,
  type Pairing,
  type PictureComparison,
} from '@singlora/comparison';
import { dreamBoothScores, type DreamBoothScoreName } from '@singlora/records';
import {
  column,
  format,
  groupBy,
  numbers,
  stacked,
  table,
  type Chart,
  type Table,
} from '@singlora/reporting';
import { forestChart } from '../forest.ts';
import { colourOf } from './colours.ts';
import { overNotes, pairings } from './words.ts';

/** Fidelity by the encoder and by colours, drift, diversity, the score of following the prompt, and for people the distance of their faces from the real ones. */
const scoresOf = (setting: DreamBoothSetting): DreamBoothScoreName[] =>
  (['fidelity', 'colours', 'prior', 'diversity', promptScore(setting), 'face'] as const).flatMap(
    (score) => (score && setting.scores.includes(score) ? [score] : []),
  );

/** Every comparison of a setting. */
const kindsOf = (setting: DreamBoothSetting) =>
  (Object.keys(pairings) as Pairing[]).flatMap((pairing) =>
    scoresOf(setting).map((score) => ({
      pairing,
      score,
      all: pictureComparisons(setting, pairing, score),
    })),
  );

/** Forest plots of the differences, side by side; `id` is unique in the page. */
export const differenceCharts = (setting: DreamBoothSetting, id: string): Chart[] =>
  kindsOf(setting).flatMap(({ pairing, score, all }) => {
    const { title, better } = dreamBoothScores[score];
    const chart = forestChart(
      {
        id: `${id}-${pairing}-${score}`,
        title: `${title} ${pairings[pairing]}`,
        caption: `${captionOf(all)}${better === 'less' ? ' Less is better.' : ''}`,
      },
      all.map((found) => ({ label: comparisonName(found), colour: colourOf(found.one), found })),
      ({ difference }) => format.signed(difference),
      {
        measure: 'Difference',
        format: '+.3~f',
        words: { row: 'Difference', single: 'Of', centre: 'Mean' },
      },
    );
    return chart ?? [];
  });

function captionOf(all: readonly PictureComparison[]): string {
  if (all.every(({ scope }) => scope === 'nothing'))
    return 'One subject with one seed: no interval can be given.';
  const over = all[0]?.scope === 'subjects' ? 'subject' : 'seed';
  const alone =
    over === 'seed' ? ' There is one subject; the interval says nothing of others.' : '';
  return `Filled: mean with its 95% interval over ${over}s, not corrected for their number. Open: single ${over}s.${alone}`;
}

/** The same differences as numbers, each once; undefined without pairs. */
export function pictureDifferences(setting: DreamBoothSetting): Table | undefined {
  const kinds = kindsOf(setting).flatMap(({ pairing, all }) =>
    all.map((found) => ({ pairing, found })),
  );
  const groups = groupBy(kinds, ({ found: { one, other, score } }) => [
    ...[one.label, other.label, score],
  ]);
  const all = corrected(
    groups.flatMap((group) =>
      group
        .slice(0, 1)
        .map(({ found }) => ({ ...found, alike: group.map(({ pairing }) => pairings[pairing]) })),
    ),
  );
  if (all.length === 0) return undefined;
  return table(
    'Differences, paired by subject and seed.',
    all,
    [
      stacked(
        column('Difference', (found) => ({
          text: comparisonName(found),
          detail: format.listing(found.alike),
        })),
      ),
      column('In', ({ score }) => dreamBoothScores[score].title),
      numbers(['Mean', '± s.e.'], ({ difference, standardError }) => ({
        text: format.signed(difference),
        detail: standardError === undefined ? undefined : `± ${format.fixed(standardError, 3)}`,
      })),
      numbers('95% interval', intervalText),
      numbers(['p', 'by itself'], ({ pValue }) => format.probability(pValue)),
      numbers(['p', 'Holm’s, of all here'], (found) => format.probability(found.corrected)),
      numbers(['Parameters', 'of the other’s'], ({ one, other }) =>
        format.percent(sizeOver(one, other), 0),
      ),
      numbers('Subjects', ({ subjects }) => format.count(subjects)),
    ],
    {
      notes: [
        ...new Set(
          all.flatMap(({ scope }) => (scope in overNotes ? overNotes[scope as 'seeds'] : [])),
        ),
      ],
    },
  );
}
