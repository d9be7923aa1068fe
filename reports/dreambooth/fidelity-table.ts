import { type DreamBoothSetting } from '@singlora/comparison';
import { dreamBoothNumber, dreamBoothScores, type DreamBoothScoreName } from '@singlora/records';
import { column, format, numbers, table, type Table } from '@singlora/reporting';
import { meanOf, nameCell, rowsOf, scoreColumn, type Row } from './score-cells.ts';

/** Ways of measuring fidelity beside the first, which have a table of their own. */
export const fidelityVariants: readonly DreamBoothScoreName[] = [
  'fidelityCentred',
  'fidelityUnpaired',
];

/** Fidelity raw, centred and unpaired, side by side; undefined where only one of them was scored. */
export function fidelityTable(setting: DreamBoothSetting): Table | undefined {
  const shown = setting.scores.filter(
    (score) => score === 'fidelity' || fidelityVariants.includes(score),
  );
  if (shown.length < 2) return undefined;
  return table(
    'Three ways of measuring subject fidelity on the same pictures.',
    rowsOf(setting),
    [
      column('Method', nameCell),
      ...shown.map((score) => scoreColumn(setting, score)),
      numbers<Row>(
        ['One picture', 'spread'],
        ({ variant }) =>
          variant && format.fixed(meanOf(variant, dreamBoothNumber.spread('fidelity')), 3),
      ),
    ],
    {
      kind: ({ variant }) => variant?.config.training == null && 'reference',
      notes: [
        shown
          .map((score) => `${dreamBoothScores[score].title}: ${dreamBoothScores[score].says}`)
          .join('; ')
          .concat('. The spread is the standard deviation over the pictures of a run.'),
      ],
    },
  );
}
