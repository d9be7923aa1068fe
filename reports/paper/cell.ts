import {
  column,
  folded,
  format,
  numbers,
  stacked,
  table,
  tableHtml,
  type Basis,
  type Cell,
  type Claim,
  type Html,
} from '@singlora/reporting';

/** Our value for one of the paper's numbers, with its basis. */
export interface Ours {
  readonly value: string;
  /** "76.4 to 77.3"; undefined for one seed */
  readonly interval: string | undefined;
  /** The model it was trained on, in short. */
  readonly model: string;
  /** "at rank 12", where it is not the printed one. */
  readonly rank?: string;
  readonly on: Basis;
  readonly rows: string;
  readonly seeds: string;
  /** "± 0.2" */
  readonly error: string | undefined;
  readonly rate: string;
  readonly command: string;
}

/** A number in one of the paper's tables or figures; without `ours` it was not run. */
export interface PrintedCell {
  /** Its subject: "QQP, LoRA". */
  readonly name: string;
  readonly printed: string;
  readonly ours: Ours | undefined;
}

/** A table or figure of the paper: its numbers, the findings on its claims, and the commands for the paper's scale. */
export interface PaperPart {
  /** "table-1" */
  readonly id: string;
  readonly title: string;
  /** Its subject, in a few words. */
  readonly of: string;
  readonly cells: readonly PrintedCell[];
  readonly found: readonly Claim['found'][];
  /** The words on what the commands do. */
  readonly says: string;
  readonly commands: readonly string[];
  readonly body: Html;
}

/** How our value may relate to the paper's number, each with a mark that works without colour. */
export const scales = {
  own: { mark: '★', text: 'at the paper’s scale' },
  'stand-in': { mark: '☆', text: 'by a stand-in' },
  none: { mark: '✕', text: 'not run' },
} as const;

export const scaleOf = ({ ours }: Pick<PrintedCell, 'ours'>): keyof typeof scales =>
  ours === undefined ? 'none' : ours.on.kind === 'own' ? 'own' : 'stand-in';

/** One line that explains the marks. */
export const scalesLegend = Object.values(scales)
  .map(({ mark, text }) => `${mark} ${text}`)
  .join(', ');

/** Our value as a cell: a stand-in's is hatched and names its model; a number that was not run is blank. */
export function oursCell(cell: Pick<PrintedCell, 'ours'> | undefined): Cell | undefined {
  if (!cell) return undefined;
  const { ours } = cell;
  const scale = scaleOf(cell);
  const { mark, text } = scales[scale];
  if (!ours) return { text, mark };
  const model = scale === 'own' ? undefined : ours.model;
  return scaledCell(scale, ours.value, [ours.interval, model, ours.rank]);
}

/** A number with its mark, and its details on separate lines; a stand-in's is hatched. */
export const scaledCell = (
  scale: keyof typeof scales,
  text: string,
  details: readonly (string | undefined)[],
): Cell => ({
  text,
  mark: scales[scale].mark,
  detail: details.filter((one) => one !== undefined).join(',\n'),
  hatched: scale === 'stand-in',
});

/** The evidence for our values: model, rows, seeds, spread, and the command to reproduce it. Collapsed; empty without runs. */
export function evidenceHtml(cells: readonly PrintedCell[]): Html | false {
  const run = cells.flatMap(({ name, ours }) => (ours ? [{ name, ...ours }] : []));
  const shown = table('Each number of ours, what it rests on, and what makes it again.', run, [
    column('Ours', ({ name }) => name),
    numbers('Score', ({ value, error }) => ({ text: value, detail: error })),
    numbers('95% interval', ({ interval }) => interval),
    stacked(
      column('Model', ({ model, rank, on }) => ({
        text: rank === undefined ? model : `${model}, ${rank}`,
        detail: 'with' in on ? on.with : '',
      })),
    ),
    column('Rows', ({ rows }) => rows),
    column('Seeds', ({ seeds }) => seeds),
    numbers('Rate', ({ rate }) => rate),
    column('Made by', ({ command }) => ({ text: command, code: true })),
  ]);
  return (
    run.length > 0 &&
    folded('Model, rows, seeds and command of each number of ours', tableHtml(shown))
  );
}

export const countAt = (scale: keyof typeof scales, cells: readonly PrintedCell[]): number =>
  cells.filter((cell) => scaleOf(cell) === scale).length;

/** "12 by a stand-in and 8 not run", for the kinds that occur. */
export const scalesText = (cells: readonly PrintedCell[]): string =>
  format.listing(
    (Object.keys(scales) as (keyof typeof scales)[]).flatMap((scale) => {
      const n = countAt(scale, cells);
      return n > 0 ? [`${format.count(n)} ${scales[scale].text}`] : [];
    }),
  );
