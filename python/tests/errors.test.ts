import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  badFiles,
  lines,
  otherwise,
  textOf,
  thirdAs,
} from '../../theory/coordinate-check/measured/lines.test.support.ts';
import { expectOf } from '../../theory/coordinate-check/measured/expect.ts';
import { readMeasured } from '../../theory/coordinate-check/measured/read.ts';
import { python, runPython, withPython } from './python.test.support.ts';

const fields = Object.keys(lines[0] ?? {}).concat('frozenLoss');
const values = [null, 'text', true, [], {}, 0.5, 0, -1, 1e13, 1e16, -1e16, ''];

/** Rows of a table of expectations, each with an error or something that looks like one. */
const right = { modules: 'a', quantity: 'size', step: 1, exponent: 0, reason: 'tested' };
const rows: readonly unknown[] = [
  ...values,
  ...['mup', 'mu', right],
  ...Object.keys(right).flatMap((field) =>
    [undefined, 'first', 'free', 'x'.repeat(501), 11, -11, ...values].map((value) => ({
      ...right,
      [field]: value,
    })),
  ),
  ...[{ least: 1, most: 0 }, { least: 20 }, { least: 'a' }, { least: 1, x: 2 }, { x: 2, y: 3 }].map(
    (exponent) => ({ ...right, exponent }),
  ),
  ...[{ least: null }, { least: 11, x: 1 }, { least: -0.5, most: 0 }, { most: 3 }].map(
    (exponent) => ({ ...right, exponent }),
  ),
  { ...right, more: 1 },
  { ...right, more: 1, others: 2, step: -1 },
];

/** The contents of files, by name: invalid ones, and valid ones that look invalid. */
const files: Record<string, string | Buffer> = {
  ...Object.fromEntries(badFiles.map(([what, given]) => [what, textOf(given)])),
  ...Object.fromEntries(
    fields.flatMap((field) => [
      [`no ${field}`, textOf(otherwise({ [field]: undefined }))],
      [`${field} 1e400`, textOf(otherwise({ [field]: '?' })).replace('"?"', '1e400')],
      ...values.map((value) => {
        const text = JSON.stringify(value);
        return [`${field} ${text}`, textOf(otherwise({ [field]: value }))];
      }),
    ]),
  ),
  ...Object.fromEntries(
    rows.map((row) => [`expect ${JSON.stringify(row)}`, textOf([{ expect: row }, ...lines])]),
  ),
  'expect and more': textOf([{ expect: right, width: 64 }, ...lines]),
  'expect a preset and more': textOf([{ expect: 'mup', width: 64, step: 1 }, ...lines]),
  'two problems': textOf(otherwise({ largestChange: -1, largest: 0.5 })),
  'not UTF-8': Buffer.from(textOf(thirdAs('{"width":"\u00ff"}')), 'latin1'),
  'a deep list': textOf(thirdAs('['.repeat(101) + ']'.repeat(101))),
  'brackets in text': textOf(otherwise({ more: '['.repeat(101) })),
  'a comma at the end': textOf(thirdAs('{"width":64,}')),
  'minus NaN': textOf(thirdAs('{"width":-NaN}')),
  'a name of many kinds': textOf([
    ...lines,
    ...[1, 2].map(() => ({ ...lines[0], module: `\u0007${'\u{1f600}'.repeat(60)}` })),
  ]),
  'a byte order mark, CR LF and empty lines': `\ufeff${textOf(lines).replaceAll('\n', '\r\n\r\n')}`,
  'numbers as texts of floats': textOf(lines).replaceAll('"width":64', '"width":64.0'),
};

/** Tables by file name. */
const tables: Readonly<Record<string, string>> = {
  'right.json': JSON.stringify([right]),
  'none.json': '[]',
  'object.json': '{}',
  'text.json': '"mup"',
  'cut.json': '[{"modules"',
  'second.json': JSON.stringify([right, { ...right, exponent: { least: 11 } }]),
  'many.json': JSON.stringify(Array.from({ length: 10_001 }, () => right)),
};

/** Prints the problem of each file of measurements, and then of each table. */
const program = `
import json, sys
from singlora_coordinate_check.errors import MeasurementError, TableError
from singlora_coordinate_check.expect import expect_of
from singlora_coordinate_check.read import read

for file in sys.argv[1:]:
    try:
        read(file) if file.endswith("l") else expect_of([file])
        print("null")
    except (MeasurementError, TableError) as error:
        print(json.dumps(str(error)))
`;

describe.skipIf(!python)(withPython('files that cannot be judged'), () => {
  const folder = folderForAllTests();
  let found: (string | null)[];
  const paths = () => [
    ...Object.keys(files).map((_, i) => join(folder, `${i}.jsonl`)),
    join(folder, 'missing.jsonl'),
    ...[...Object.keys(tables), 'missing.json'].map((name) => join(folder, name)),
  ];
  beforeAll(() => {
    const all = paths();
    Object.values(files).forEach((content, i) => writeFileSync(all[i]!, content));
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, name), text);
    const { stdout, stderr } = runPython(['-c', program, ...all]);
    expect(stderr).toBe('');
    found = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as string | null);
  });

  it('are named with the same words in Python, and so are tables', async () => {
    const names = [...Object.keys(files), 'missing.jsonl', ...Object.keys(tables), 'missing.json'];
    const read = async (path: string) =>
      path.endsWith('l') ? await readMeasured(path) : expectOf([path]);
    const said = await Promise.all(
      paths().map((path) =>
        read(path).then(
          () => null,
          (error: unknown) => (error as Error).message,
        ),
      ),
    );
    expect(found.map((message, i) => [names[i], message])).toEqual(
      said.map((message, i) => [names[i], message]),
    );
  });

  it('are most of those, and not all', () => {
    const bad = found.filter((message) => message !== null).length;
    expect(bad).toBeGreaterThan(150);
    expect(bad).toBeLessThan(found.length);
  });
});
