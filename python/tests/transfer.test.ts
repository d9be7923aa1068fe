import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { cliffRounding, rateTransfer } from '@singlora/scaling';
import { describe, expect, it } from 'vitest';
import { expectSame } from './same.test.support.ts';
import { fixture, python, runCommand, withPython } from './python.test.support.ts';

interface Line {
  readonly width: number;
  readonly seed: number;
  readonly rate: number;
  readonly loss: number | null;
}

const [widths, seeds] = [
  [64, 128, 256],
  [0, 1],
];

const made = (rates: readonly number[], lossAt: (rate: number, width: number) => number | null) =>
  widths.flatMap((width) =>
    seeds.flatMap((seed) =>
      rates.map((rate): Line => ({ width, seed, rate, loss: lossAt(rate, width) })),
    ),
  );

/** The largest stable rate falls as n^−0.2: by less than a step over all widths. */
const upToCliff = (beyond: number | null) =>
  made([0.5, 1, 2, 4], (rate, width) => (rate < 3 * (width / 64) ** -0.2 ? 1 - rate / 10 : beyond));

const atTheEnd = made([0.001, 0.003, 0.01], (rate) => rate + 0.1);

describe.skipIf(!python)(withPython('the transfer of a learning rate'), () => {
  const folder = folderForAllTests();

  const written = (lines: readonly unknown[]) => {
    const file = join(folder, 'losses.jsonl');
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
    return file;
  };
  const run = (file: string, ...flags: string[]) => runCommand('transfer', file, ...flags);

  it('is kept in μP by an MLP in PyTorch', () => {
    const { stdout, status } = run(fixture('rates/mlp-mup'), '--expected=0');
    expect(stdout).toMatch(
      /mup\.jsonl: passed\n {2}best rate n\^-0\.02 \(-0\.07 to 0\.03\), expected: n\^0\n {2}at width 512 with the best rate of width 64 the loss is 1 times its own best\n {2}the interval is ±0\.05\n/,
    );
    expect(status).toBe(0);
  });

  it('is not in the standard parametrisation', () => {
    const { stdout, status } = run(fixture('rates/mlp-standard'), '--expected=0');
    expect(stdout).toMatch(
      /FAILED\n {2}best rate n\^-1\.20 .* the loss is 292 times its own best/s,
    );
    expect(status).toBe(3);
  });

  it.each([
    ['mlp-mup', 0],
    ['mlp-mup', null],
    ['mlp-standard', -1],
    ['beside a rate that diverges', 0],
    ['beside a jump of the loss', 0],
    ['at the end of the rates', 0],
    ['diverged at one width', 0],
    ['scattered', -0.7],
  ])('is what the harness finds, to 1e-12: %s, expected %s', (name, predicted) => {
    const lines: readonly Line[] | undefined = {
      'beside a rate that diverges': upToCliff(null),
      'beside a jump of the loss': upToCliff(3),
      'at the end of the rates': atTheEnd,
      'diverged at one width': atTheEnd.map((line) =>
        line.width === 128 && line.rate > 0.002 ? { ...line, loss: null } : line,
      ),
      scattered: made([1, 2, 4, 8], (rate, width) => 1 + Math.sin(rate * width)),
    }[name];
    const file = lines ? written(lines.toReversed()) : fixture(`rates/${name}`);
    const { stdout, stderr } = run(
      file,
      '--quiet',
      ...(predicted === null ? [] : [`--expected=${predicted}`]),
    );
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as Record<string, unknown>;
    const { exponent, optimum, transferred, ...report } = reportOf(file, predicted);
    const { slope, low, high } = exponent ?? {};
    expectSame(found['exponent'], exponent && { slope, low, high }, 'exponent');
    expectSame(found['optimum'], optimum, 'optimum');
    expectSame(found['transferred'], transferred, 'transferred');
    expectSame(found['rounding'], cliffRounding(report), 'rounding');
  });

  it.each([null, 3])(
    'is known no finer than the rates where they end beside the best: %s',
    (beyond) => {
      const { stdout, status } = run(written(upToCliff(beyond)), '--expected=0');
      expect(stdout).toContain(
        'INSUFFICIENT\n  best rate n^0.00 (0.00 to 0.00), expected: n^0\n  at width 256 with the best rate of width 64 the loss is 1 times its own best\n' +
          '  the interval is ±0.50, ±0.50 of it since best rates lie beside rates that diverged: try rates closer together',
      );
      expect(status).toBe(4);
    },
  );

  it('is open where the best rates are an end of those tried', () => {
    const { stdout, status } = run(written(atTheEnd), '--expected=0');
    expect(stdout).toMatch(/INSUFFICIENT.*6 of 6 best rates are an end of those tried/s);
    expect(status).toBe(4);
    expect(run(written(atTheEnd))).toMatchObject({ status: 0 });
  });

  it('tells how many seeds would do', () => {
    const noisy = made([1, 2, 4, 8, 16], () => 1).map((line, i) => ({
      ...line,
      loss: 1 + (Math.log2(line.rate) - 2 - 0.4 * (line.seed - 0.5)) ** 2 + (i % 3) / 50,
    }));
    const { stdout, status } = run(written(noisy), '--expected=0');
    expect(stdout).toMatch(/the interval is ±\d\.\d\d; about \d+ seeds would bring it to ±0\.1/);
    expect(status).toBe(4);
  });

  it.each([
    [[{ ...atTheEnd[0], loss: 0 }], /line 1: "loss": Too small/],
    [[{ width: 64 }], /line 1: "seed": .*A line holds width, seed, rate and loss/],
    [[atTheEnd[0], atTheEnd[0]], /line 2 repeats width 64, seed 0, rate 0\.001/],
    [atTheEnd.slice(1), /has no line of width 64, seed 0, rate 0\.001/],
    [
      atTheEnd.filter(({ width }) => width < 256),
      /has 2 widths; the exponent of a best rate needs/,
    ],
    [atTheEnd.filter(({ seed }) => seed === 0), /has 1 seeds/],
    [
      atTheEnd.map((line) => ({ ...line, rate: line.rate === 0.003 ? 0.002 : line.rate })),
      /its 3 rates are not each as many times the one before \(0\.002 should be about 0\.00316\)/,
    ],
  ])('is refused by line, or by what the file lacks: %#', (lines, message) => {
    const { stdout, stderr, status } = run(written(lines));
    expect(stderr).toMatch(message);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
  });
});

/** The harness's report on the lines of a file. */
function reportOf(file: string, predicted: number | null) {
  const text = readFileSync(file, 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => JSON.parse(line) as Line);
  const axis = (name: 'width' | 'seed' | 'rate') =>
    [...new Set(lines.map((line) => line[name]))].sort((a, b) => a - b);
  const [widths, seeds, rates] = [axis('width'), axis('seed'), axis('rate')];
  const of = { method: '', title: '', widths, seeds, rates, predicted };
  const lossOf = (width: number, seed: number, rate: number) =>
    lines.find((line) => line.width === width && line.seed === seed && line.rate === rate)?.loss ??
    null;
  return rateTransfer(
    of,
    widths.flatMap((width) =>
      seeds.map((seed) => ({
        width,
        seed,
        losses: rates.map((rate) => lossOf(width, seed, rate)),
      })),
    ),
  );
}
