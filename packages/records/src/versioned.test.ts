import { expect, it } from 'vitest';
import { z } from 'zod';
import { added, eachWithFields, versioned, withFields } from './versioned.ts';

const schema = versioned(
  z.strictObject({ version: z.literal(2), speed: z.number(), unit: z.string() }),
  [
    added('The unit is told; it was m/s', { unit: 'm/s' }),
    { changed: 'pace is now speed', next: ({ pace, ...rest }) => ({ ...rest, speed: pace }) },
  ],
);

it('brings records of every version to the current one', () => {
  const current = { version: 2, speed: 3, unit: 'm/s' };
  expect(schema.parse({ pace: 3 })).toEqual(current);
  expect(schema.parse({ pace: 3, unit: 'km/h' })).toEqual({ ...current, unit: 'km/h' });
  expect(schema.parse({ version: 1, pace: 3, unit: 'm/s' })).toEqual(current);
  expect(schema.parse(current)).toEqual(current);
});

it('fills nothing in where a record says its version', () => {
  expect(() => schema.parse({ version: 1, pace: 3 })).toThrow(/unit/);
  expect(() => schema.parse({ version: 2, speed: 3 })).toThrow(/unit/);
});

it('drops nothing', () => {
  expect(() => schema.parse({ pace: 3, units: 'km/h' })).toThrow(/Unrecognized key: \\"units\\"/);
});

it.each([0, 3, -1, 1.5, '1', null, undefined, NaN, {}])('knows no version %j', (version) => {
  expect(() => schema.parse({ version, speed: 3, unit: 'm/s' })).toThrow(/"version"/);
});

it('gives fields to objects alone, and takes none away', () => {
  expect(withFields({ a: 1 }, { a: 0, b: 0 })).toEqual({ a: 1, b: 0 });
  expect(eachWithFields({ x: { a: 1 }, y: 2 }, { b: 0 })).toEqual({ x: { a: 1, b: 0 }, y: 2 });
  for (const other of [undefined, null, 'text', [1]])
    expect([withFields(other, { b: 0 }), eachWithFields(other, { b: 0 })]).toEqual([other, other]);
});

it.each([null, 'record', 5, [], undefined])('is told what is no record: %j', (record) => {
  expect(() => schema.parse(record)).toThrow(/expected object/);
});
