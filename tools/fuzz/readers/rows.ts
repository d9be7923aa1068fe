import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachCsvRow, FormatError, readJsonl, readTsv } from '@singlora/formats';
import { damagedJson } from '../damage-json.ts';
import { chance, pick, several, small, type Draw } from '../draw.ts';
import type { Reader } from '../reader.ts';

const words = [
  'A crane lifts.',
  '',
  '"',
  'café',
  '🙂',
  '1',
  '\ud800',
  '\ufeff',
  '\u0000',
  '\r',
  '\u2028',
  '__proto__',
];
const word = (draw: Draw): string => pick(draw, words);
const refuses = (error: unknown): boolean => error instanceof FormatError;

function makeTsv(draw: Draw, damage: boolean): Buffer {
  const columns = 1 + small(draw, damage && chance(draw, 0.01) ? 100_000 : 8);
  const name = (i: number) => (damage && chance(draw, 0.05) ? word(draw) : `column${i}`);
  const field = () => (damage ? word(draw) : 'x').replaceAll('\t', ' ');
  const row = (cell: (i: number) => string): string =>
    Array.from(
      { length: damage && chance(draw, 0.05) ? small(draw, columns * 2) : columns },
      (_, i) => cell(i),
    ).join('\t');
  const lines = [row(name), ...several(draw, columns > 100 ? 3 : 200, () => row(field))];
  return Buffer.from(lines.join(damage ? pick(draw, ['\n', '\r\n', '\n\n', '\r']) : '\n'));
}

/** GLUE's TSV: columns named by the first line, or by their places; damaged lines refused, or kept. */
export const tsv: Reader = {
  make: makeTsv,
  read: async (input, folder) => {
    const path = join(folder, 'rows.tsv');
    writeFileSync(path, input);
    await readTsv(path, { header: false, keepDamaged: true });
    await readTsv(path);
  },
  refuses,
};

/** The same with commas, and quotation marks that may be anywhere. */
export const csv: Reader = {
  make: (draw, damage) => Buffer.from(makeTsv(draw, damage).toString().replaceAll('\t', ',')),
  read: async (input, folder) => {
    const path = join(folder, 'rows.csv');
    writeFileSync(path, input);
    await eachCsvRow(path, () => undefined, { header: false, keepDamaged: true });
    await eachCsvRow(path, () => undefined);
  },
  refuses,
};

function makeJsonl(draw: Draw, damage: boolean): Buffer {
  const line = (idx: number): string => {
    const row = {
      sentence: word(draw),
      label: draw.integer(3),
      idx,
      notes: { by: ['one', 'two'] },
    };
    return damage && chance(draw, 0.3) ? damagedJson(draw, row) : JSON.stringify(row);
  };
  return Buffer.from(
    several(draw, 50, line).join(damage ? pick(draw, ['\n', '\r\n', '\n\n', ' ']) : '\n'),
  );
}

/** An object a line. */
export const jsonl: Reader = {
  make: makeJsonl,
  read: async (input, folder) => {
    const path = join(folder, 'rows.jsonl');
    writeFileSync(path, input);
    await readJsonl(path);
  },
  refuses,
};
