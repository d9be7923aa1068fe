import { column, format, stacked } from '@singlora/reporting';
import { precisions, type BenchKind, type BenchRecord, type RecordOf } from '@singlora/records';
import { epochTable } from './epoch-table.ts';
import { ofKind } from './machine.ts';
import type { TablePart } from './part.ts';
import { precisionRowsOf, caseRows, type CaseRow } from './row.ts';
import { timesTable } from './times-table.ts';
import { denoiserWords, ownWords, usualWords } from './words.ts';

/** One kind of measurement on the page. */
interface Kind<Name extends BenchKind> {
  readonly kind: Name;
  /** The command of tools/bench that measures it. */
  readonly tool: string;
  /** The parts that show one machine's records. */
  readonly parts: (records: readonly RecordOf<Name>[]) => readonly TablePart[];
}

const shown = <Name extends BenchKind>({ parts, tool, kind }: Kind<Name>) => ({
  kind,
  command: `npx nx run tools:${tool}`,
  /** Empty without a record of the kind. */
  parts: (records: readonly BenchRecord[]): readonly TablePart[] => {
    const own = ofKind(records, kind);
    return own.length > 0 ? parts(own) : [];
  },
});

/** A column of the cases' names, with a description. */
const named = <Record extends BenchRecord>(words?: (row: CaseRow<Record>) => string | undefined) =>
  column<CaseRow<Record>>('Case', (row) => ({ text: row.label, code: true, detail: words?.(row) }));

/** All kinds in display order, one section each. */
export const kinds = [
  shown({ kind: 'step', tool: 'bench', parts: stepParts }),
  shown({
    kind: 'epoch',
    tool: 'bench',
    parts: (records) => records.map((record) => ({ table: epochTable(record) })),
  }),
  shown({
    kind: 'denoiser',
    tool: 'denoiser',
    parts(records) {
      const first = named<RecordOf<'denoiser'>>(({ record }) => denoiserWords(record));
      return [
        { table: timesTable(caseRows(records), { caption: 'Gradients of adapters.', first }) },
      ];
    },
  }),
  shown({
    kind: 'operations',
    tool: 'kernels',
    parts: (records) =>
      records.map((record) => {
        const caption = `${record.title}, ${format.plural(record.setting.threads, 'thread')}.`;
        const first = named(({ one }) => one.title);
        return { table: timesTable(caseRows([record]), { caption, first }) };
      }),
  }),
  shown({
    kind: 'merge',
    tool: 'merge',
    parts: (records) =>
      records.map((record) => {
        const caption = `Merges in bfloat16, ${format.plural(record.setting.threads, 'thread')}.`;
        const first = named(() => record.title);
        return { table: timesTable(caseRows([record]), { caption, first }) };
      }),
  }),
];

export const tablesOf = (record: BenchRecord) =>
  kinds.flatMap(({ parts }) => parts([record])).map(({ table }) => table);

/** Every case of ours against the other, by precision, and the gain from bfloat16. */
function stepParts(records: readonly RecordOf<'step'>[]): TablePart[] {
  const all = caseRows(records);
  const own = precisionRowsOf(records);
  const measured = precisions.filter((one) => all.some(({ ours }) => ours.precision === one));
  const parts = measured.map((precision): TablePart => {
    const rows = all.filter(({ ours }) => ours.precision === precision);
    const usual = usualWords(rows);
    return {
      heading: measured.length > 1 ? `In ${precision}` : undefined,
      table: timesTable(rows, {
        caption: `Unless a case says otherwise: ${usual.join('; ')}.`,
        first: stacked(named((row) => ownWords(row, usual).join('; '))),
      }),
    };
  });
  if (own.length === 0) return parts;
  const gain = timesTable(own, {
    caption: 'Ours in bfloat16 beside ours in float32.',
    first: named(),
    precisions: ['bfloat16', 'float32'],
  });
  return [...parts, { heading: 'What bfloat16 gains', table: gain }];
}
