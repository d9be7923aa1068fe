import { column, format, stacked } from '@singlora/reporting';
import {
  precisions,
  type TimesRecord,
  type BenchKind,
  type BenchRecord,
  type RecordOf,
} from '@singlora/records';
import { epochTable, lossesTable } from './epoch-table.ts';
import { ofKind } from './machine.ts';
import type { Part } from './part.ts';
import { precisionRowsOf, rowsOf, type Row } from './row.ts';
import { scalePart } from './scale.ts';
import { timesTable } from './times-table.ts';
import { denoiserWords, ownWords, usualWords } from './words.ts';

/** One kind of measurement on the page. */
interface Kind<Name extends BenchKind> {
  readonly kind: Name;
  /** The command of tools/bench that measures it. */
  readonly tool: string;
  /** The parts that show one machine's records; `id` makes their charts' ids unique in the page. */
  readonly parts: (records: readonly RecordOf<Name>[], id: string) => readonly Part[];
}

const shown = <Name extends BenchKind>({ parts, tool, ...kind }: Kind<Name>) => ({
  ...kind,
  command: `npx nx run tools:${tool}`,
  /** Empty without a record of the kind. */
  parts: (records: readonly BenchRecord[], id: string): readonly Part[] => {
    const own = ofKind(records, kind.kind);
    return own.length > 0 ? parts(own, id) : [];
  },
});

/** A column of the cases' names, with a description. */
const named = <Record extends TimesRecord>(words?: (row: Row<Record>) => string | undefined) =>
  column<Row<Record>>('Case', (row) => ({ text: row.label, code: true, detail: words?.(row) }));

/** All kinds in display order, one section each. */
export const kinds = [
  shown({
    kind: 'step',
    tool: 'bench',
    parts: stepParts,
  }),
  shown({
    kind: 'epoch',
    tool: 'bench',
    parts: (records) => records.map((record) => ({ table: epochTable(record) })),
  }),
  shown({
    kind: 'losses',
    tool: 'losses',
    parts: (records) => records.map((record) => ({ table: lossesTable(record) })),
  }),
  shown({
    kind: 'denoiser',
    tool: 'denoiser',
    parts(records) {
      const caption =
        'The gradients of adapters on a denoiser of pictures, without the optimiser’s step. Weights, latents and text are random numbers.';
      const first = named<RecordOf<'denoiser'>>(({ record }) => denoiserWords(record));
      return [{ table: timesTable(rowsOf(records), { caption, first }) }];
    },
  }),
  shown({
    kind: 'operations',
    tool: 'kernels',
    parts: (records) =>
      records.map((record) => {
        const caption = `${record.title}, ${format.plural(record.setting.threads, 'thread')} each, inputs of random numbers.`;
        const first = named(({ one }) => one.title);
        return { table: timesTable(rowsOf([record]), { caption, first }) };
      }),
  }),
  shown({
    kind: 'merge',
    tool: 'merge',
    parts(records) {
      const caption = `An adapter merged into a copy of a checkpoint in bfloat16, from files to a file that is flushed to the disk; each side computes on ${format.plural(records[0]?.setting.threads ?? 0, 'thread')}. Weights are random numbers.`;
      const first = named(({ record }) => record.title);
      return [{ table: timesTable(rowsOf(records), { caption, first }) }];
    },
  }),
  shown({
    kind: 'scale',
    tool: 'scale',
    parts: (records, id) => records.map((record, index) => scalePart(record, `${id}-${index + 1}`)),
  }),
];

export const tablesOf = (record: BenchRecord) =>
  kinds
    .flatMap(({ parts }) => parts([record], ''))
    .flatMap(({ table, more }) => [table, ...(more ? [more.table] : [])]);

/** Every case of ours against the other, by precision, and the gain from bfloat16. */
function stepParts(records: readonly RecordOf<'step'>[]): Part[] {
  const all = rowsOf(records);
  const own = precisionRowsOf(records);
  const measured = precisions.filter((one) => all.some(({ ours }) => ours.precision === one));
  const parts = measured.map((precision): Part => {
    const rows = all.filter(({ ours }) => ours.precision === precision);
    const usual = usualWords(rows);
    return {
      heading: measured.length > 1 ? `In ${precision}` : undefined,
      table: timesTable(rows, {
        caption: `One step of SingLoRA Lab. Unless a case says otherwise: ${usual.join('; ')}.`,
        first: stacked(named((row) => ownWords(row, usual).join('; '))),
      }),
    };
  });
  if (own.length === 0) return parts;
  const gain = timesTable(own, {
    caption:
      'SingLoRA Lab in bfloat16 beside itself in float32: the products with frozen weights alone differ.',
    first: named(),
    sides: ['bfloat16', 'float32'],
    ratio: 'the time in float32 ÷ that in bfloat16, so above 1 bfloat16 is faster',
  });
  return [...parts, { heading: 'What bfloat16 gains', table: gain }];
}
