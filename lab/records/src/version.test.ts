import { expect, it } from 'vitest';
import { z } from 'zod';
import { recordVersion, unreadPart } from './version.ts';

const schema = z.strictObject({ version: recordVersion(2), speed: z.number() });

it.each<[object, string]>([
  [
    { pace: 3 },
    'version: 0, and only 2 is read; commit 5447271759cf of this project reads earlier',
  ],
  [{ version: 1, speed: 3 }, 'version: 1, and only 2 is read; commit '],
  [{ version: 3, speed: 3 }, 'version: 3, and only 2 is read; a later commit'],
  [{ version: '2', speed: 3 }, 'version: Invalid input: expected 2'],
  [{ version: -1, speed: 3 }, 'version: Invalid input: expected 2'],
  [{ version: 2 }, 'speed: Invalid input: expected number'],
  [{ version: 2, speed: 3, unit: 'm/s' }, 'Unrecognized key: "unit"'],
])('says what it does not read in %j', (record, message) => {
  const { error } = schema.safeParse(record);
  expect(unreadPart(error!)).toContain(`differs from what is read (${message}`);
});
