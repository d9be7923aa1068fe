import {
  dreamBoothNumber,
  dreamBoothScores,
  type DreamBoothScore,
  type DreamBoothScoreName,
} from '@singlora/records';
import {
  type Cell,
  type CellValue,
  column,
  format,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { estimate, mean } from '@singlora/statistics';
import { overNotes } from './clusters.ts';
import { numberOf } from './run.ts';
import { clustered, parametersOf, type Setting, type Variant } from './setting.ts';

const arrows: Readonly<Record<DreamBoothScore['better'], string>> = {
  more: ' ↑',
  less: ' ↓',
  neither: '',
};

/** Ways of measuring fidelity beside the first, which have a table of their own. */
const variants: readonly DreamBoothScoreName[] = ['fidelityCentred', 'fidelityUnpaired'];

/** "Subject fidelity ↑". */
export const scoreTitle = (score: DreamBoothScoreName): string => {
  const { title, better } = dreamBoothScores[score];
  return `${title}${arrows[better]}`;
};

/** Without a variant: what real pictures score against each other. */
interface Row {
  readonly variant?: Variant;
}

/** Every score of a setting by method, between floor and ceiling. */
export function scoreTable(setting: Setting): Table {
  const { scores, runs } = setting;
  const shown = scores.filter((score) => !variants.includes(score));
  const pictures = sum(
    runs.map(({ record }) => numberOf(record, dreamBoothNumber.pictures('fidelity'))),
  );
  return table(
    `Means over subjects, ± their standard error, of ${format.count(pictures)} scored pictures.`,
    rowsOf(setting),
    [
      column('Method', nameCell),
      ...shown.map((score) => scoreColumn(setting, score)),
      ...runColumns,
    ],
    {
      kind: ({ variant }) => variant?.config.training == null && 'reference',
      notes: [
        overNote(setting),
        shown
          .map((score) => `${dreamBoothScores[score].title}: ${dreamBoothScores[score].says}`)
          .join('; ')
          .concat('.'),
        setting.floor !== undefined &&
          '“No adapter”, the floor, is the model before training; “Real pictures”, the ceiling, are pictures of the subject against others of it.',
        divergedNote(setting),
      ],
    },
  );
}

/** Fidelity raw, centred and unpaired, side by side; undefined where only one of them was scored. */
export function fidelityTable(setting: Setting): Table | undefined {
  const shown = setting.scores.filter((score) => score === 'fidelity' || variants.includes(score));
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

/** What a run took. */
export const costTable = ({ variants: all }: Setting): Table =>
  table('What a run took, on average.', all, [
    column('Method', (variant) => nameCell({ variant })),
    numbers('Steps', (variant) => format.count(meanOf(variant, 'steps'))),
    numbers('Training', (variant) => format.duration(meanOf(variant, 'trainSeconds'))),
    numbers('Drawing', (variant) => format.duration(meanOf(variant, 'drawSeconds'))),
    numbers(['Memory', 'peak'], (variant) => format.bytes(meanOf(variant, 'peakRssBytes'))),
  ]);

function rowsOf({ variants: all, runs }: Setting): Row[] {
  const hasCeiling = runs.some(
    ({ record }) => numberOf(record, dreamBoothNumber.ceiling('fidelity')) !== undefined,
  );
  const scored = all.filter(({ runs: own }) => own.length > 0);
  return [...scored.map((variant) => ({ variant })), ...(hasCeiling ? [{}] : [])];
}

export const nameCell = ({ variant }: Row): Cell | string =>
  variant ? { text: variant.label, colour: variant.colour } : 'Real pictures';

const scoreColumn = (setting: Setting, score: DreamBoothScoreName) =>
  stacked(
    numbers<Row>(scoreTitle(score), ({ variant }) =>
      variant ? scoreCell(variant, score) : format.fixed(ceilingOf(setting, score), 3),
    ),
  );

function scoreCell(variant: Variant, score: DreamBoothScoreName): CellValue {
  const found = clustered(variant, dreamBoothNumber.mean(score));
  if (!found) return undefined;
  const { mean: value, standardError } = estimate(found.values);
  return {
    text: format.fixed(value, 3),
    detail: standardError === undefined ? undefined : `± ${format.fixed(standardError, 3)}`,
  };
}

/** Mean over subjects. */
export function ceilingOf(setting: Setting, score: DreamBoothScoreName): number | undefined {
  const found = clustered(setting, dreamBoothNumber.ceiling(score));
  return found && mean(found.bySubject.map(({ value }) => value));
}

const ofVariant = (cell: (variant: Variant) => CellValue) => (row: Row) =>
  row.variant && cell(row.variant);

const runColumns = [
  stacked(numbers<Row>(['Rate', 'how found'], ofVariant(rateCell))),
  numbers<Row>(
    ['Parameters', 'trained'],
    ofVariant((variant) => format.count(parametersOf(variant))),
  ),
  stacked(numbers<Row>(['Subjects × seeds', 'pictures of a run'], ofVariant(sizeCell))),
];

function rateCell({ config: { training, adapter, search } }: Variant): CellValue {
  if (!training) return undefined;
  const ratio = adapter?.lrRatio ?? undefined;
  const second = ratio === undefined ? '' : ` (B: ${format.setting(ratio)}×)`;
  return {
    text: `${format.setting(training.learningRate)}${second}`,
    detail: search ? `best of ${format.count(search.rates.length)}` : 'given',
  };
}

function sizeCell(variant: Variant): CellValue {
  const found = clustered(variant, dreamBoothNumber.mean('fidelity'));
  if (!found) return undefined;
  return {
    text: `${format.count(found.bySubject.length)} × ${format.count(found.seeds.length)}`,
    detail: format.count(meanOf(variant, dreamBoothNumber.pictures('fidelity'))),
  };
}

function meanOf({ runs }: Variant, key: string): number | undefined {
  const values = runs.flatMap(({ record }) => numberOf(record, key) ?? []);
  return values.length > 0 ? mean(values) : undefined;
}

const sum = (values: readonly (number | undefined)[]) =>
  values.reduce<number>((total, value = 0) => total + value, 0);

/** What ± covers, of every kind that there is. */
function overNote({ variants: all }: Setting): string {
  const kinds = all.flatMap(
    (variant) => clustered(variant, dreamBoothNumber.mean('fidelity'))?.over ?? [],
  );
  return [...new Set(kinds)].map((over) => overNotes[over]).join(' ');
}

function divergedNote({ variants: all }: Setting): string | false {
  const lost = all
    .filter(({ diverged }) => diverged.length > 0)
    .map(({ label, diverged }) => `${label} ${format.plural(diverged.length, 'run')}`);
  return lost.length > 0 && `Training diverged, and is in no mean: ${format.listing(lost)}.`;
}
