import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { isFault, judgeCoordinates, judgeLosses, type Expectation } from '@singlora/scaling';
import { beforeAll, describe, expect, it } from 'vitest';
import { madeUp } from './made-up.test.support.ts';
import { python, runPython, withPython } from './python.test.support.ts';
import { expectSame } from './same.test.support.ts';
import { unitsIn } from './units.test.support.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
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
from dataclasses import asdict
from singlora_coordinate_check import judge_file, read, table_for
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
        table = [asdict(row) for row in table_for(read(file).units, expect_of(names))]
        print(json.dumps({"table": table, "modules": modules, "losses": losses}))
`;

describe.skipIf(!python)(withPython('the judge in Python'), () => {
  const folder = folderForAllTests();
  const found = new Map<string, { table: Expectation[] }>();
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
      for (const file of filesOf(title))
        found.set(`${title} ${file}`, JSON.parse(lines.shift()!) as { table: Expectation[] });
    expect(lines).toEqual([]);
  });

  const namesIn = (title: string) =>
    tables[title]!.map((name) => (name === 'TABLE' ? join(folder, name) : name));

  /** A preset needs the modules of real models, which made-up files lack. */
  const filesOf = (title: string) => (title in presets ? files.slice(0, recorded.length) : files);

  it.each(Object.keys(tables))(
    'says what the harness says of recorded and made-up files, to 1e-12: %s',
    (title) => {
      for (const file of filesOf(title)) {
        const { table, ...own } = found.get(`${title} ${file}`)!;
        const units = unitsIn(readFileSync(file, 'utf8'));
        const modules = judgeCoordinates(units, table).map(({ name, steps }) => ({
          name,
          steps: steps.map((step) => ({ ...step, isFault: isFault(step) })),
        }));
        expectSame(own, { modules, losses: judgeLosses(units) }, file);
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
