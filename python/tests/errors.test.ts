import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { beforeAll, describe, expect, it } from 'vitest';
import { badFiles, lines, otherwise, textOf, thirdAs, type Line } from './lines.test.support.ts';
import { python, runPython, withPython } from './python.test.support.ts';

const right = { modules: 'a', quantity: 'size', step: 1, exponent: 0, reason: 'tested' };

/** Lines of expectations with an error. */
const badRows: readonly [row: unknown, message: RegExp][] = [
  ['mu', /line 1: "expect": .*"sp"\|"mup"/],
  [null, /"expect": Invalid input: expected object, received null/],
  [{ ...right, step: 'second' }, /"expect.step": .*"first", "last" or "any"/],
  [{ ...right, step: -1 }, /"expect.step": Too small/],
  [{ ...right, step: 0.5 }, /"expect.step": it is no whole number/],
  [{ ...right, modules: '' }, /"expect.modules": Too small/],
  [{ ...right, quantity: 'norm' }, /"expect.quantity": Invalid option/],
  [{ ...right, reason: undefined }, /"expect.reason": .*received undefined/],
  [{ ...right, reason: 'x'.repeat(501) }, /"expect.reason": Too big/],
  [{ ...right, exponent: 11 }, /"expect.exponent": Too big/],
  [{ ...right, exponent: 'stable' }, /"expect.exponent": it is no number/],
  [{ ...right, exponent: {} }, /"expect.exponent": give least, most or both/],
  [{ ...right, exponent: { least: 1, most: 0 } }, /"expect.exponent": least is above most/],
  [{ ...right, exponent: { least: 20 } }, /"expect.exponent.least": Too big/],
  [{ ...right, exponent: { least: 1, x: 2 } }, /"expect.exponent": Unrecognized key: "x"/],
  [{ ...right, more: 1, others: 2 }, /"expect": Unrecognized keys: "more", "others"/],
];

/** Files with something wrong, by name. */
const bad: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ...badFiles.map(([what, given, message]) => [what, textOf(given), message] as const),
  ...badRows.map(
    ([row, message]) =>
      [`expect ${JSON.stringify(row)}`, textOf([{ expect: row }, ...lines]), message] as const,
  ),
  [
    'expect and more',
    textOf([{ expect: right, width: 64 }, ...lines]),
    /line 1: the line: .*width/,
  ],
  ['a name misspelt', textOf([{ expects: right }, ...lines]), /line 1: "width"/],
  ['a width of 1e13', textOf(otherwise({ width: 1e13 })), /"width": Too big/],
  ['a loss that is text', textOf(otherwise({ loss: 'text' })), /"loss": .*received string/],
  ['no UTF-8', Buffer.from(textOf(thirdAs('"\u00ff"')), 'latin1'), /line 3: it is not UTF-8/],
  [
    'a deep list',
    textOf(thirdAs('['.repeat(101) + ']'.repeat(101))),
    /line 3: it is not JSON of at most 100 levels/,
  ],
];

/** Files that look wrong and are not. */
const good: readonly (readonly [string, string])[] = [
  ['in another order', textOf([...lines].reverse())],
  ['null for a size that diverged', textOf(otherwise({ size: null, largest: null }))],
  [
    'NaN and Infinity, as Python writes them',
    textOf(
      thirdAs(
        JSON.stringify({ ...lines[2], size: 7 })
          .replace('7', 'NaN')
          .replace('"change":0.5', '"change":Infinity'),
      ),
    ),
  ],
  ['no loss', textOf(lines.map(({ loss: _, ...line }): Line => line))],
  ['brackets in text', textOf(otherwise({ more: '['.repeat(101) }))],
  [
    'a byte order mark, CR LF and empty lines',
    `\ufeff${textOf(lines).replaceAll('\n', '\r\n\r\n')}`,
  ],
  ['widths as floats', textOf(lines).replaceAll('"width":64', '"width":64.0')],
  ['a preset and a row', textOf([{ expect: 'mup' }, { expect: right }, ...lines])],
];

/** Tables by file name. */
const tables: readonly (readonly [string, string, RegExp | null])[] = [
  ['right', JSON.stringify([right]), null],
  ['none', '[]', /: Too small: expected array/],
  ['object', '{}', /: Invalid input: expected array/],
  ['cut', '[{"modules"', /no table of expectations: it is not JSON\. Known presets: sp, mup/],
  [
    'second',
    JSON.stringify([right, { ...right, exponent: { least: 11 } }]),
    /1\.exponent\.least: Too big/,
  ],
];

/** Prints the problem of each file of measurements or table, or null. */
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

describe.skipIf(!python)(withPython('a file'), () => {
  const folder = folderForAllTests();
  const problems = new Map<string, string | null>();
  beforeAll(() => {
    const files = [
      ...[...bad, ...good].map(([name, text], i) => [name, `${i}/run.jsonl`, text] as const),
      ...tables.map(([name, text]) => [name, `${name}.json`, text] as const),
    ].map(([name, path, text]) => {
      const own = join(folder, path.replace('/', '-'));
      writeFileSync(own, text);
      return [name, own] as const;
    });
    const { stdout, stderr } = runPython(['-c', program, ...files.map(([, path]) => path)]);
    expect(stderr).toBe('');
    const said = stdout.trimEnd().split('\n');
    files.forEach(([name], i) => problems.set(name, JSON.parse(said[i]!) as string | null));
  });

  it.each(bad)(
    'that cannot be judged is named, with its line and what to do: %s',
    (name, _, message) => {
      expect(problems.get(name)).toMatch(message);
    },
  );

  it.each(good)('is read: %s', (name) => expect(problems.get(name)).toBeNull());

  it.each(tables)(
    'of expectations is a table, or what is wrong is named: %s',
    (name, _, message) => {
      if (message === null) expect(problems.get(name)).toBeNull();
      else expect(problems.get(name)).toMatch(message);
    },
  );
});
