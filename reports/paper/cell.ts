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

/** Ours beside a number of the paper, with what it rests on. */
export interface Ours {
  readonly value: string;
  /** "76.4 to 77.3"; undefined for one seed */
  readonly interval: string | undefined;
  /** Trained with, in short. */
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

/** A number of one of the paper's tables or figures; without ours it is not run. */
export interface PrintedCell {
  /** The name of its subject: "QQP, LoRA". */
  readonly name: string;
  readonly printed: string;
  readonly ours: Ours | undefined;
}

/** A table or figure of the paper: its numbers, what was found of its claims, and what runs it at the paper's scale. */
export interface Part {
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

/** The places that ours can have beside the paper's numbers, each with a mark that needs no colour. */
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

/** Ours as a cell: a stand-in's is hatched and names its model, what is not run is blank. */
export function oursCell(cell: Pick<PrintedCell, 'ours'> | undefined): Cell | undefined {
  if (!cell) return undefined;
  const { ours } = cell;
  const scale = scaleOf(cell);
  const { mark, text } = scales[scale];
  if (!ours) return { text, mark };
  const model = scale === 'own' ? undefined : ours.model;
  return scaledCell(scale, ours.value, [ours.interval, model, ours.rank]);
}

/** A number with its mark and, on lines of their own, its details; a stand-in's is hatched. */
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

/** The evidence behind each of ours: model, rows, seeds, spread, and the command that makes it again. Folded; nothing where none is run. */
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

/** The number of cells at this place. */
export const countAt = (scale: keyof typeof scales, cells: readonly PrintedCell[]): number =>
  cells.filter((cell) => scaleOf(cell) === scale).length;

/** "12 by a stand-in and 8 not run" of those there are. */
export const scalesText = (cells: readonly PrintedCell[]): string =>
  format.listing(
    (Object.keys(scales) as (keyof typeof scales)[]).flatMap((scale) => {
      const n = countAt(scale, cells);
      return n > 0 ? [`${format.count(n)} ${scales[scale].text}`] : [];
    }),
  );
