import { apartFrom, type Row } from '@singlora/glue';
import { expect, it } from 'vitest';
import { trainedRows } from './trained-rows.ts';

/** Sentences and their phrases. */
const all: Row[] = Array.from({ length: 60 }, (_, index) => {
  const words = Array.from({ length: 6 }, (_, at) => `w${Math.floor(index / 3)}x${at}`);
  return { a: words.slice(index % 3).join(' '), label: index % 2, index };
});
const settings = { trainRows: 20, spareRows: 15 };

it('scores spare rows that share no text with a trained one', () => {
  const { trained, spares } = trainedRows(all, { ...settings, spareBy: 'text' });
  expect([trained.length, spares?.length]).toEqual([20, 15]);
  expect(apartFrom(spares!, trained)).toEqual(spares);
});

it('sets them apart row by row as older runs did, the rest to train on', () => {
  const { trained, spares } = trainedRows(all, { ...settings, spareBy: 'row' });
  expect([trained.length, spares?.length]).toEqual([20, 15]);
  expect(apartFrom(spares!, trained).length).toBeLessThan(15);
  expect(trainedRows(all, { ...settings, spareBy: 'row', trainRows: 10 }).spares).toEqual(spares);
});

it('refuses to score more rows than share none', () => {
  expect(() => trainedRows(all, { trainRows: 'all', spareRows: 1, spareBy: 'text' })).toThrow(
    /Of 0 training rows/,
  );
});
