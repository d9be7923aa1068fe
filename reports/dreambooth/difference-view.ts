import { dreamBoothScores, type DreamBoothScoreName } from '@singlora/records';
import {
  type Chart,
  column,
  format,
  groupBy,
  intervalChart,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import {
  corrected,
  differencesOf,
  intervalText,
  nameOf,
  pairings,
  sizeOver,
  type Difference,
  type Pairing,
} from './differences.ts';
import { overNotes } from './clusters.ts';
import { promptScore, type Setting } from './setting.ts';

/** More subjects than these are not drawn one by one. */
const dotsDrawn = 60;

/** Fidelity, what tells whether the prompt was followed, and of people how far their faces are from the real ones. */
const scoresOf = (setting: Setting): DreamBoothScoreName[] =>
  (['fidelity', promptScore(setting), 'face'] as const).flatMap((score) =>
    score && setting.scores.includes(score) ? [score] : [],
  );

/** Every comparison of a setting. */
const kindsOf = (setting: Setting) =>
  (Object.keys(pairings) as Pairing[]).flatMap((pairing) =>
    scoresOf(setting).map((score) => ({
      pairing,
      score,
      all: differencesOf(setting, pairing, score),
    })),
  );

/** Forest plots of the differences, side by side in fidelity and in following the prompt; `id` is unique in the page. */
export function differenceCharts(setting: Setting, id: string): Chart[] {
  return kindsOf(setting).flatMap(({ pairing, score, all }): Chart[] => {
    if (all.length === 0) return [];
    const { title } = dreamBoothScores[score];
    const dots = all.some(({ over }) => over !== 'nothing');
    return [
      {
        id: `${id}-${pairing}-${score}`,
        title: `${title} ${pairings[pairing]}`,
        caption: `${captionOf(all, dots)}${dreamBoothScores[score].better === 'less' ? ' Less is better.' : ''}`,
        description: all.map((one) => `${nameOf(one)}: ${format.signed(one.mean)}`).join(', '),
        spec: intervalChart(
          all.map((one) => ({
            label: nameOf(one),
            colour: one.variant.colour,
            estimate: { mean: one.mean, ...(one.interval ? { interval: one.interval } : {}) },
            values: dotsOf(one),
          })),
          {
            measure: 'Difference',
            format: '+.3~f',
            reference: 0,
            words: {
              row: 'Difference',
              single: 'Of',
              centre: 'Mean',
              low: '95% from',
              high: '95% to',
            },
          },
        ),
      },
    ];
  });
}

function captionOf(all: readonly Difference[], dots: boolean): string {
  const [first] = all;
  if (!dots) return 'One subject with one seed: no interval can be given.';
  const over = first?.over === 'subjects' ? 'subject' : 'seed';
  const alone =
    over === 'seed' ? ' There is one subject; the interval says nothing of others.' : '';
  return `Filled: mean with its 95% interval over ${over}s, not corrected for their number. Open: single ${over}s.${alone}`;
}

function dotsOf({ over, bySubject, values, seeds }: Difference) {
  if (over === 'nothing' || values.length > dotsDrawn) return [];
  return over === 'subjects'
    ? bySubject.map(({ subject, value }) => ({ name: subject, value }))
    : values.map((value, index) => ({ name: `seed ${seeds[index] ?? ''}`, value }));
}

/** The same differences as numbers, each once; undefined where nothing can be paired. */
export function differenceTable(setting: Setting): Table | undefined {
  const kinds = kindsOf(setting).flatMap(({ pairing, all }) =>
    all.map((one) => ({ pairing, one })),
  );
  const groups = groupBy(kinds, ({ one: { variant, other, score } }) => [
    ...[variant.label, other.label, score],
  ]);
  const all = corrected(groups.flatMap((group) => group[0]?.one ?? []));
  if (all.length === 0) return undefined;
  const alikeIn = new Map(
    all.map((one, index) => [one, groups[index]?.map(({ pairing }) => pairings[pairing]) ?? []]),
  );
  return table(
    'Differences, paired by subject and seed.',
    all,
    [
      stacked(
        column('Difference', (one) => ({
          text: nameOf(one),
          detail: format.listing(alikeIn.get(one) ?? []),
        })),
      ),
      column('In', ({ score }) => dreamBoothScores[score].title),
      numbers(['Mean', '± s.e.'], ({ mean, standardError }) => ({
        text: format.signed(mean),
        detail: standardError === undefined ? undefined : `± ${format.fixed(standardError, 3)}`,
      })),
      numbers('95% interval', intervalText),
      numbers(['p', 'by itself'], ({ pValue }) => format.probability(pValue)),
      numbers(['p', 'Holm’s, of all here'], (one) => format.probability(one.corrected)),
      numbers(['Parameters', 'of the other’s'], ({ variant, other }) =>
        format.percent(sizeOver(variant, other), 0),
      ),
      numbers('Subjects', ({ bySubject }) => format.count(bySubject.length)),
    ],
    { notes: [...new Set(all.map(({ over }) => overNotes[over]))] },
  );
}
