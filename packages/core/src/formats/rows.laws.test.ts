import { join } from 'node:path';
import { eachCsvRow } from './csv.ts';
import {
  chance,
  damagedBytes,
  damagedJson,
  pick,
  readsOrRefuses,
  several,
  small,
  type Draw,
  type Files,
} from './damaged.test.support.ts';
import { FormatError } from './errors.ts';
import { eachJsonRow } from './jsonl.ts';
import { eachTsvRow } from './tsv.ts';

const words = [
  ...['A crane lifts.', '', '"', 'café', '🙂', '1', '\ud800', '\ufeff', '\u0000', '\r', '\u2028'],
  '__proto__',
];
const refusals = [FormatError];

/** Rows of words, sometimes more or fewer than the columns, or so many columns that they fill the memory. */
function table(draw: Draw, separator: string): string {
  const columns = 1 + small(draw, chance(draw, 0.01) ? 100_000 : 8);
  const row = (cell: (i: number) => string): string => {
    const length = chance(draw, 0.05) ? small(draw, columns * 2) : columns;
    return Array.from({ length }, (_, i) => cell(i)).join(separator);
  };
  const named = (i: number) => (chance(draw, 0.05) ? pick(draw, words) : `column${i}`);
  const rows = several(draw, columns > 100 ? 3 : 200, () => row(() => pick(draw, words)));
  return [row(named), ...rows].join(pick(draw, ['\n', '\r\n', '\n\n', '\r']));
}

const damagedTable =
  (separator: string) =>
  (draw: Draw, files: Files): Files =>
    Object.fromEntries(
      Object.entries(files).map(([name, sound]) => {
        const rows = Buffer.from(chance(draw, 0.7) ? table(draw, separator) : sound);
        return [name, chance(draw, 0.5) ? damagedBytes(draw, rows) : rows];
      }),
    );

readsOrRefuses('a table with tabs', {
  sound: [{ 'rows.tsv': 'a\tb\n1\t"café\n\tx\n' }, { 'rows.tsv': '' }],
  damaged: damagedTable('\t'),
  async read(folder) {
    const path = join(folder, 'rows.tsv');
    await eachTsvRow(path, () => undefined, { header: false, keepDamaged: true });
    await eachTsvRow(path, () => undefined);
  },
  refusals,
});

readsOrRefuses('a table with commas', {
  sound: [{ 'rows.csv': 'a,b\n1,"café, ""x""\n"\n' }, { 'rows.csv': 'a,b' }],
  damaged: damagedTable(','),
  async read(folder) {
    const path = join(folder, 'rows.csv');
    await eachCsvRow(path, () => undefined, { header: false, keepDamaged: true });
    await eachCsvRow(path, () => undefined);
  },
  refusals,
});

const row = { sentence: 'A crane lifts.', label: 1, idx: 7, notes: { by: ['one', 'two'] } };

readsOrRefuses('a file of JSON lines', {
  sound: [{ 'rows.jsonl': `${JSON.stringify(row)}\n`.repeat(3) }],
  damaged(draw, files) {
    const line = (idx: number): string => {
      const own = { ...row, sentence: pick(draw, words), idx };
      return chance(draw, 0.3) ? damagedJson(draw, own) : JSON.stringify(own);
    };
    const lines = several(draw, 50, line).join(pick(draw, ['\n', '\r\n', '\n\n', ' ']));
    const made = chance(draw, 0.7) ? lines : damagedBytes(draw, Buffer.from(files['rows.jsonl']!));
    return { 'rows.jsonl': made };
  },
  read: (folder) => eachJsonRow(join(folder, 'rows.jsonl'), () => undefined),
  refusals,
});
