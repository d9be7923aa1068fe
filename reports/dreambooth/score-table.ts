import { peakCell } from '../peak-memory.ts';
import {
  clustered,
  type DreamBoothSetting,
  type DreamBoothVariant,
  numberOf,
  parametersOf,
} from '@singlora/comparison';
import { dreamBoothNumber, dreamBoothScores, type DreamBoothScoreName } from '@singlora/records';
import {
  type CellValue,
  column,
  format,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { overNotes } from './words.ts';
import { ofVariants, rateCell } from '../variant-cells.ts';
import { meanScore, nameCell, scoreRows, scoreColumn, type ScoreRow } from './score-cells.ts';

/** Every score of a setting by method, between floor and ceiling. */
export function scoreTable(setting: DreamBoothSetting): Table {
  const { scores, runs } = setting;
  const shown = scores.filter((score) => !fidelityVariants.includes(score));
  const pictures = sum(
    runs.map(({ record }) => numberOf(record, dreamBoothNumber.pictures('fidelity'))),
  );
  return table(
    `Means over subjects, ± their standard error, of ${format.count(pictures)} scored pictures.`,
    scoreRows(setting),
    [
      column('Method', nameCell),
      ...shown.map((score) => scoreColumn(setting, score)),
      ...runColumns,
    ],
    {
      kind: ({ variant }) => variant?.config.training == null && 'reference',
      notes: [overNote(setting), `${saysText(shown)}.`, divergedNote(setting)],
    },
  );
}

/** The meaning of each score, in words. */
const saysText = (scores: readonly DreamBoothScoreName[]) =>
  scores
    .map((score) => `${dreamBoothScores[score].title}: ${dreamBoothScores[score].says}`)
    .join('; ');

const runColumns = ofVariants<DreamBoothVariant>([
  stacked(numbers(['Rate', 'how found'], rateOf)),
  numbers(['Parameters', 'trained'], (variant) => format.count(parametersOf(variant))),
  stacked(numbers(['Subjects × seeds', 'pictures of a run'], sizeCell)),
]);

function rateOf({ config: { training, adapter, search } }: DreamBoothVariant): CellValue {
  return training && rateCell(training.learningRate, adapter?.lrRatio, search);
}

function sizeCell(variant: DreamBoothVariant): CellValue {
  const found = clustered(variant, dreamBoothNumber.mean('fidelity'));
  if (!found) return undefined;
  return {
    text: `${format.count(found.subjects)} × ${format.count(found.seeds)}`,
    detail: format.count(meanScore(variant, dreamBoothNumber.pictures('fidelity'))),
  };
}

const sum = (values: readonly (number | undefined)[]) =>
  values.reduce<number>((total, value = 0) => total + value, 0);

/** A note on what ± covers, for every kind that occurs. */
function overNote({ variants: all }: DreamBoothSetting): string {
  const kinds = all.flatMap(
    (variant) => clustered(variant, dreamBoothNumber.mean('fidelity'))?.over ?? [],
  );
  return [...new Set(kinds)].flatMap((over) => overNotes[over] ?? []).join(' ');
}

function divergedNote({ variants: all }: DreamBoothSetting): string | false {
  const lost = all
    .filter(({ diverged }) => diverged.length > 0)
    .map(({ label, diverged }) => `${label} ${format.plural(diverged.length, 'run')}`);
  return lost.length > 0 && `Training diverged, and is in no mean: ${format.listing(lost)}.`;
}

export const costTable = ({ variants: all }: DreamBoothSetting): Table =>
  table('What a run took, on average.', all, [
    column('Method', (variant) => nameCell({ variant })),
    numbers('Steps', (variant) => format.count(meanScore(variant, 'steps'))),
    numbers('Training', (variant) => format.duration(meanScore(variant, 'trainSeconds'))),
    numbers('Drawing', (variant) => format.duration(meanScore(variant, 'drawSeconds'))),
    stacked(numbers(['Memory', 'peak'], ({ runs }) => peakCell(runs))),
  ]);

/** Further measures of fidelity, which have a separate table. */
const fidelityVariants: readonly DreamBoothScoreName[] = ['fidelityCentred', 'fidelityUnpaired'];

/** Raw, centred and unpaired fidelity side by side; undefined where only one of them was scored. */
export function fidelityTable(setting: DreamBoothSetting): Table | undefined {
  const shown = setting.scores.filter(
    (score) => score === 'fidelity' || fidelityVariants.includes(score),
  );
  if (shown.length < 2) return undefined;
  return table(
    'Three ways of measuring subject fidelity on the same pictures.',
    scoreRows(setting),
    [
      column('Method', nameCell),
      ...shown.map((score) => scoreColumn(setting, score)),
      numbers<ScoreRow>(
        ['One picture', 'spread'],
        ({ variant }) =>
          variant && format.fixed(meanScore(variant, dreamBoothNumber.spread('fidelity')), 3),
      ),
    ],
    {
      kind: ({ variant }) => variant?.config.training == null && 'reference',
      notes: [
        `${saysText(shown)}. The spread is the standard deviation over the pictures of a run.`,
      ],
    },
  );
}
