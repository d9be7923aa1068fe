import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFault, judgeCoordinates, judgeLosses } from '@singlora/scaling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMeasured } from '../../theory/coordinate-check/measured/read.ts';
import { madeUp } from './made-up.test.support.ts';
import { python, runPython, withPython } from './python.test.support.ts';

const fixtures = join(import.meta.dirname, '../../theory/coordinate-check/fixtures');
const recorded = readdirSync(fixtures).filter((name) => name.endsWith('.jsonl'));

/** All that is judged of the files, with the names that the harness has. */
const program = `
import json, sys
from singlora_coordinate_check.judge import judge
from singlora_coordinate_check.loss import judge_losses
from singlora_coordinate_check.read import read
from singlora_coordinate_check.slope import Slope

def points(of):
    return [{"width": point.width, "values": point.values} for point in of]

def step(each):
    growth, fit = each.growth, each.growth.fit
    line = {name: getattr(fit, name) if isinstance(fit, Slope) else None for name in ("slope", "low", "high", "residual")}
    correction, more = growth.correction, growth.decided_by
    return {
        "step": each.step, "quantity": each.quantity, **line,
        "correction": correction and {"slope": correction.value, "low": correction.low, "high": correction.high},
        "decidedBy": more and {"seeds": more.seeds, "widths": more.widths},
        "lowPower": growth.low_power, "verdict": each.verdict, "flagged": each.flagged, "points": points(each.points),
    }

for file in sys.argv[1:]:
    units = read(file)
    modules = [{"name": module.name, "steps": [step(each) for each in module.steps]} for module in judge(units)]
    losses = [{"step": loss.step, "verdict": loss.verdict, "most": loss.most, "points": points(loss.points)} for loss in judge_losses(units)]
    print(json.dumps({"modules": modules, "losses": losses}))
`;

describe.skipIf(!python)(withPython('the judge in Python'), () => {
  let folder: string;
  const found = new Map<string, unknown>();
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'judge-'));
    for (const [name, lines] of Object.entries(madeUp)) writeFileSync(join(folder, name), lines);
    const files = [
      ...recorded.map((name) => join(fixtures, name)),
      ...Object.keys(madeUp).map((name) => join(folder, name)),
    ];
    const { stdout, stderr } = runPython(['-c', program, ...files]);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    files.forEach((file, i) => found.set(file, JSON.parse(lines[i]!)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const judged = async (file: string) => {
    const { units } = await readMeasured(file);
    const modules = judgeCoordinates(units).map(({ name, steps }) => ({
      name,
      steps: steps.map(({ expected, ...step }) => ({
        ...step,
        flagged: isFault({ ...step, expected }),
      })),
    }));
    return { modules, losses: judgeLosses(units) };
  };

  it.each(recorded)('says of %s what the harness says, to 1e-12', async (name) => {
    const file = join(fixtures, name);
    expectSame(found.get(file), await judged(file));
  });

  it.each(Object.keys(madeUp))(
    'says of made-up records what the harness says: %s',
    async (name) => {
      const file = join(folder, name);
      expectSame(found.get(file), await judged(file));
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

/** Equal in all but numbers, which are equal to 1e-12, of those above 1 relatively. */
function expectSame(found: unknown, wanted: unknown, path = ''): void {
  if (typeof wanted === 'number' && typeof found === 'number') {
    const apart = Math.abs(found - wanted) / Math.max(1, Math.abs(wanted));
    if (!(apart <= 1e-12)) expect.fail(`${path}: ${found} is not ${wanted}`);
  } else if (typeof wanted === 'object' && wanted !== null && typeof found === 'object') {
    expect(Object.keys(found ?? {}).sort(), path).toEqual(Object.keys(wanted).sort());
    for (const [key, value] of Object.entries(wanted))
      expectSame((found as Record<string, unknown>)[key], value, `${path}/${key}`);
  } else expect(found, path).toBe(wanted);
}
