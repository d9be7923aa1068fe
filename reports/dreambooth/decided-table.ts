import {
  adapterPairs,
  adapterVariants,
  atBestRate,
  intervalText,
  judgedByPlan,
  comparisonName,
  pictureMargin,
  plannedPairs,
  promptScore,
  pText,
  sizeOver,
  unlearnedText,
  verdictOf,
  type AdapterDifference,
  type DreamBoothSetting,
  type DreamBoothVariant,
  type JudgedComparison,
  type PictureComparison,
  type SizeWords,
  type Verdict,
} from '@singlora/comparison';
import { dreamBoothScores, headlineMethod } from '@singlora/records';
import {
  column,
  format,
  numbers,
  stacked,
  table,
  type Cell,
  type Table,
} from '@singlora/reporting';

const { fidelity } = dreamBoothScores;

/** The deciding comparisons, each judged by its plan; without a plan, those of the headline method with all comparable others. */
const comparisonsOf = (setting: DreamBoothSetting) => {
  const isHeadline = (method: string) => method === headlineMethod;
  const isOther = (method: string) => method !== headlineMethod;
  return (
    plannedPairs(setting) ??
    (['parameters', 'rank'] as const).flatMap((like) =>
      adapterPairs(setting, like, isHeadline, isOther),
    )
  );
};

/** Differences in fidelity, which decide, and in other scores next to them. */
export function decidedTable(setting: DreamBoothSetting): Table | undefined {
  const pairs = comparisonsOf(setting);
  if (pairs.length === 0) return undefined;
  const decided = judgedByPlan(setting, pairs, 'fidelity');
  const beside = (['colours', 'prior', 'diversity', promptScore(setting)] as const).flatMap(
    (score) => (score && setting.scores.includes(score) ? [score] : []),
  );
  const idle = adapterVariants(setting)
    .filter((adapter) => setting.unlearned.includes(adapter))
    .map(({ label }) => label);
  type Row = (typeof decided)[number];
  return table(
    'Differences, each adapter at one rate, paired by subject.',
    decided,
    [
      stacked(
        column<Row>('Difference', (row) => ({
          text: comparisonName(row),
          detail: [
            `with ${format.percent(sizeOver(row.one, row.other), 0)} of the parameters`,
            `rates ${rateOf(row.one)} and ${rateOf(row.other)}`,
          ].join('; '),
        })),
      ),
      stacked(numbers<Row>([fidelity.title, '95% interval'], ({ found }) => differenceCell(found))),
      numbers<Row>('p', ({ found }) => found && judgedText(found)),
      stacked(
        column<Row>('Verdict', (row) => {
          const { word, detail } = pairVerdict(row);
          return { text: word, detail };
        }),
      ),
      ...beside.map((score) =>
        stacked(
          numbers<Row>([dreamBoothScores[score].title, '95% interval'], ({ one, other }) =>
            differenceCell(atBestRate(setting, [one, other], score).found),
          ),
        ),
      ),
      numbers<Row>('Subjects', ({ found }) => format.count(found?.subjects)),
    ],
    { notes: [idle.length > 0 && `${unlearnedText(idle)}.`] },
  );
}

const rateOf = ({ config }: DreamBoothVariant) => format.setting(config.training?.learningRate);

const differenceCell = (found: AdapterDifference['found']): Cell | undefined =>
  found && { text: format.signed(found.difference), detail: intervalText(found) };

const judgedText = ({
  pValue,
  corrected,
  family = 0,
}: PictureComparison & Partial<Pick<JudgedComparison, 'corrected' | 'family'>>) =>
  pText({ pValue, corrected, family });

const sizes: SizeWords = {
  margin: (size) => `±${size}`,
  end: (size) => `±${format.fixed(size, 3)}`,
};

/** The plan's verdict on two adapters. */
export const pairVerdict = ({
  found,
  reservation,
}: Pick<AdapterDifference, 'found' | 'reservation'>): Verdict =>
  verdictOf(
    found ?? { difference: NaN, reservation: reservation ?? 'nothing was measured' },
    pictureMargin,
    sizes,
  );
