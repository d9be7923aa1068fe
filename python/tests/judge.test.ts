import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/files/temporary';
import { isFault } from '@singlora/scaling';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectOf } from '../../theory/coordinate-check/measured/expect.ts';
import { judgedFile } from '../../theory/coordinate-check/measured/judged.ts';
import { madeUp } from './made-up.test.support.ts';
import { python, runPython, withPython } from './python.test.support.ts';

const fixtures = join(import.meta.dirname, '../../theory/coordinate-check/fixtures');
const recorded = readdirSync(fixtures).filter((name) => name.endsWith('.jsonl'));

const presets = { sp: ['sp'], mup: ['mup'], lora: ['lora'] };

/** Tables for records: no expectations, every kind of exponent at every kind of step, and presets. */
const tables: Readonly<Record<string, readonly string[]>> = {
  'what keeps its size': [],
  'what a table expects': ['TABLE'],
  ...presets,
};
const row = (modules: string, quantity: string, step: unknown, exponent: unknown) => ({
  modules,
  quantity,
  step,
  exponent,
  reason: 'tested',
});
const table = [
  row('n^*', 'change', 'last', { least: -0.5, most: 0.5 }),
  row('*log*', 'size', 'first', { most: 0.5 }),
  row('*log*', 'size', 2, { least: 0.25 }),
  row('1*', 'change', 'any', 0.5),
  row('*.c_proj', 'largestChange', 'any', { least: 0, most: 0.25 }),
  row('f*t', 'size', 'any', 'free'),
  row('diverges', 'change', 'any', 'free'),
  row('zero', 'size', 'any', 1),
  row('*', 'largest', 0, -0.2),
];

/** All judgements on the files, with the harness's names. */
const program = `
import json, sys
from singlora_coordinate_check import judge_file
from singlora_coordinate_check.expect import expect_of
from singlora_coordinate_check.slope import Slope

def points(of):
    return [{"width": point.width, "values": point.values} for point in of]

def step(each):
    growth, fit = each.growth, each.growth.fit
    line = {name: getattr(fit, name) if isinstance(fit, Slope) else None for name in ("slope", "low", "high", "residual")}
    correction, more, known = growth.correction, growth.decided_by, each.expected
    return {
        "step": each.step, "quantity": each.quantity, **line,
        "correction": correction and {"slope": correction.value, "low": correction.low, "high": correction.high},
        "decidedBy": more and {"seeds": more.seeds, "widths": more.widths},
        "lowPower": growth.low_power, "verdict": each.verdict, "isFault": each.is_fault, "points": points(each.points),
        "expected": known and {"exponent": known.exponent, "reason": known.reason},
    }

for names, files in json.loads(sys.argv[1]):
    for file in files:
        judged = judge_file(file, expect_of(names))
        modules = [{"name": module.name, "steps": [step(each) for each in module.steps]} for module in judged.modules]
        losses = [
            {"step": loss.step, "verdict": loss.verdict, "most": loss.most, "points": points(loss.points)} for loss in judged.losses
        ]
        print(json.dumps({"widths": judged.widths, "seeds": judged.seeds, "modules": modules, "losses": losses}))
`;

describe.skipIf(!python)(withPython('the judge in Python'), () => {
  const folder = folderForAllTests();
  const found = new Map<string, unknown>();
  const files = recorded.map((name) => join(fixtures, name));
  beforeAll(() => {
    for (const [name, lines] of Object.entries(madeUp)) {
      files.push(join(folder, name));
      writeFileSync(join(folder, name), lines);
    }
    writeFileSync(join(folder, 'TABLE'), JSON.stringify(table));
    const titles = Object.keys(tables);
    const jobs = titles.map((title) => [namesIn(title), filesOf(title)]);
    const { stdout, stderr } = runPython(['-c', program, JSON.stringify(jobs)]);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    for (const title of titles)
      for (const file of filesOf(title)) found.set(`${title} ${file}`, JSON.parse(lines.shift()!));
    expect(lines).toEqual([]);
  });

  const namesIn = (title: string) =>
    tables[title]!.map((name) => (name === 'TABLE' ? join(folder, name) : name));

  /** A preset needs the modules of real models, which made-up files lack. */
  const filesOf = (title: string) => (title in presets ? files.slice(0, recorded.length) : files);

  it.each(Object.keys(tables))(
    'says what the harness says of recorded and made-up files, to 1e-12: %s',
    async (title) => {
      for (const file of filesOf(title)) {
        const { modules, ...rest } = await judgedFile(file, expectOf(namesIn(title)));
        const wanted = modules.map(({ name, steps }) => ({
          name,
          steps: steps.map((step) => ({ ...step, isFault: isFault(step) })),
        }));
        expectSame(found.get(`${title} ${file}`), { ...rest, modules: wanted }, file);
      }
    },
  );

  it('is tried on every verdict', () => {
    const verdicts = JSON.stringify([...found.values()]).matchAll(/"verdict":\s*"([^"]*)"/g);
    expect(new Set([...verdicts].map(([, verdict]) => verdict))).toEqual(
      new Set([
        ...['stable', 'exploding', 'vanishing', 'bends', 'undecided', 'diverged', 'zero'],
        ...['high loss', 'learns', 'no better', 'rises'],
      ]),
    );
  });
});

/** Equal except for numbers, which must agree to 1e-12, relative above 1. */
function expectSame(found: unknown, wanted: unknown, path: string): void {
  if (typeof wanted === 'number' && typeof found === 'number') {
    const apart = Math.abs(found - wanted) / Math.max(1, Math.abs(wanted));
    if (!(apart <= 1e-12)) expect.fail(`${path}: ${found} is not ${wanted}`);
  } else if (typeof wanted === 'object' && wanted !== null && typeof found === 'object') {
    expect(Object.keys(found ?? {}).sort(), path).toEqual(Object.keys(wanted).sort());
    for (const [key, value] of Object.entries(wanted))
      expectSame((found as Record<string, unknown>)[key], value, `${path}/${key}`);
  } else expect(found, path).toBe(wanted);
}
