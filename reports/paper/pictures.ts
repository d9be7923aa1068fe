import {
  adapterPairs,
  adapterVariants,
  clustered,
  type DreamBoothSetting,
  type DreamBoothVariant,
  parameterCount,
  pictureBasis,
  shortModel,
  clustersText,
} from '@singlora/comparison';
import {
  baselineMethod,
  dreamBoothNumber,
  dreamBoothProtocol,
  type DreamBoothScoreName,
  headlineMethod,
  paper,
} from '@singlora/records';
import {
  column,
  format,
  methodCell,
  methodTitle,
  numbers,
  stacked,
  table,
  type Table,
} from '@singlora/reporting';
import { oursCell, type Ours } from './cell.ts';

/** The columns of the paper's picture tables, each with our corresponding score. */
const columns = [
  { key: 'dino', title: 'DINO', score: 'fidelity' },
  { key: 'clipImage', title: 'CLIP-I', score: 'clipImage' },
  { key: 'clipText', title: 'CLIP-T', score: 'clipText' },
] as const satisfies readonly { key: string; title: string; score: DreamBoothScoreName }[];

type Column = (typeof columns)[number];

interface Row extends Partial<Record<Column['key'], number>> {
  readonly method: string;
  readonly rank: number;
  readonly params?: number;
}

/** One of the tables of pictures, and what is measured of it. */
type PictureTable = ReturnType<typeof pictureTablePart>;

const rowTitle = ({ method, rank }: Row) => `${methodTitle(method)} r${rank}`;

/** A table's numbers, with those of the most relevant setting. */
export const pictureTablePart = (
  { source, rows }: { readonly source: string; readonly rows: readonly Row[] },
  setting: DreamBoothSetting | undefined,
) => ({
  source,
  rows,
  cells: rows.flatMap((row) =>
    columns.flatMap((one) => {
      const printed = row[one.key];
      if (printed === undefined) return [];
      const name = `${one.title}, ${rowTitle(row)}`;
      const variant = setting && variantFor(setting, row);
      const ours = setting && variant && oursOf(setting, variant, one, row.rank);
      return [{ row, column: one, name, printed: format.fixed(printed, 3), ours }];
    }),
  ),
});

/** The adapter with the row's rank; for a row with the baseline's parameters, the adapter of about the same size. */
function variantFor(
  setting: DreamBoothSetting,
  { method, rank }: Row,
): DreamBoothVariant | undefined {
  const own = adapterVariants(setting).find(
    (adapter) => adapter.method === method && adapter.config.adapter?.rank === rank,
  );
  if (own || method !== headlineMethod) return own;
  return adapterPairs(setting, 'parameters', (name) => name === method)[0]?.[0];
}

function oursOf(
  setting: DreamBoothSetting,
  variant: DreamBoothVariant,
  { score }: Column,
  rank: number,
): Ours | undefined {
  const found = clustered(variant, dreamBoothNumber.mean(score));
  if (!found) return undefined;
  const { mean, interval, standardError } = found.estimate;
  const { model, encoder, data, training } = variant.config;
  const own = variant.config.adapter?.rank ?? NaN;
  const judge = score === 'fidelity' ? encoder : (variant.config.clip ?? encoder);
  return {
    value: format.fixed(mean, 3),
    interval: interval?.map((end) => format.fixed(end, 3)).join(' to '),
    model: `the model “${shortModel(model)}”, scored by the encoder “${shortModel(judge)}”`,
    ...(own === rank ? {} : { rank: `at rank ${own}` }),
    on: pictureBasis(setting),
    rows: `${clustersText(found)}, ${shortModel(data)}`,
    seeds: format.count(found.seeds),
    error: standardError === undefined ? undefined : `± ${format.fixed(standardError, 3)}`,
    rate: training
      ? `${format.setting(training.learningRate)}, ${format.count(training.steps)} steps`
      : '',
    command: variant.runs[0]?.record.command ?? '',
  };
}

/** The table as printed, with our value for each of its scores. */
export function pictureTableShown({ source, rows, cells }: PictureTable, notes: string[]): Table {
  const shown = columns.filter(({ key }) => rows.some((row) => row[key] !== undefined));
  const cellOf = (row: Row, { key }: Column) =>
    cells.find((cell) => cell.row === row && cell.column.key === key);
  const hasParameters = rows.some(({ params }) => params !== undefined);
  return table(
    `Means over subjects, as printed in the paper’s ${source} and ours with its 95% interval over subjects. No spread is printed.`,
    rows,
    [
      column('Method', (row) => ({ ...methodCell(row.method), text: rowTitle(row) })),
      ...shown.flatMap((one) => [
        numbers<Row>([`${one.title} ↑`, 'the paper'], (row) => cellOf(row, one)?.printed),
        stacked(numbers<Row>([`${one.title} ↑`, 'ours'], (row) => oursCell(cellOf(row, one)))),
      ]),
      ...(hasParameters
        ? [
            numbers<Row>(['Parameters', 'the paper'], ({ params }) => format.millions(params)),
            numbers<Row>(['Parameters', 'by definition'], ({ method, rank }) =>
              format.count(parameterCount(method, dreamBoothProtocol, rank)),
            ),
          ]
        : []),
    ],
    { notes },
  );
}

/** Notes on the omissions and contradictions of table 3, by its own numbers. */
export function pictureNotes(): string[] {
  const { rows } = paper.dreambooth;
  const dinoOf = (method: string, rank: number) =>
    rows.find((row) => row.method === method && row.rank === rank)?.dino ?? NaN;
  const [half, twice, base] = [
    dinoOf(headlineMethod, 8),
    dinoOf(headlineMethod, 16),
    dinoOf(baselineMethod, 8),
  ];
  const gains = rows
    .filter(({ method }) => method !== headlineMethod)
    .map(
      ({ method, dino }) =>
        `${format.signed(100 * (twice / dino - 1), 1)}% over ${methodTitle(method)}`,
    );
  const headline = methodTitle(headlineMethod);
  return [
    `The text says that ${headline} raises DINO by ${paper.abstract.dinoGainPercent}%, in one place over LoRA and in another over DoRA. The table gives ${format.listing(gains)}, all at twice the rank. At equal rank it prints ${format.fixed(half, 3)} for ${headline} and ${format.fixed(base, 3)} for ${methodTitle(baselineMethod)}.`,
    `DINO of ${format.fixed(base, 3)} is ${format.percent(base / dreamBoothProtocol.realDino, 0)} of the ${dreamBoothProtocol.realDino} that real pictures of one subject reach (Ruiz et al., arXiv 2208.12242).`,
    `Training is given as ${dreamBoothProtocol.unsettled['steps'] ?? ''}. The caption calls the model “V5”; the text says 1.5. “By definition” counts ${format.listing(dreamBoothProtocol.targets)} of ${dreamBoothProtocol.title}’s denoiser.`,
    'A stand-in’s subject fidelity is by another judge than DINO: its scale is not the paper’s, and only the order of its rows can be compared.',
  ];
}
