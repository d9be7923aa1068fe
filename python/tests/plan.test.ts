import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { errorRate } from '@singlora/scaling';
import { describe, expect, it } from 'vitest';

import { fixture, python, runCommand, withPython } from './python.test.support.ts';

interface Slope {
  readonly module: string;
  readonly quantity: string;
  readonly seeds: Enough | null;
  readonly widths: Enough | null;
}

interface Enough {
  readonly least: number;
  readonly share: number;
}

describe.skipIf(!python)(withPython('the plan'), () => {
  const folder = folderForAllTests();
  const run = (file: string, ...flags: string[]) => runCommand('plan', file, ...flags);
  const slopesIn = (file: string, ...flags: string[]) => {
    const { stdout, stderr, status } = run(file, '--quiet', ...flags);
    expect(status, stderr).toBe(0);
    return (JSON.parse(stdout) as { slopes: Slope[] }).slopes;
  };
  const written = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('has a line a slope that is undecided, and one for all', () => {
    const { stdout } = run(fixture('transformer-mup'), '--expect=mup');
    expect(stdout).toMatch(
      /mup\.jsonl: 6 of 84 slopes undecided, without those that are free\n {2}readout: change after 1 n\^-0\.12 \(-0\.15 to -0\.10\): 12 widths \(9\d%\)\n(.*\n){5} {2}all of them: 12 widths, each with a power of 90 %\n$/,
    );
  });

  it('is empty where all is decided', () => {
    expect(slopesIn(fixture('transformer-standard'), '--expect=sp')).toEqual([]);
  });

  it('is right: of made-up records of the law and the scatter, the harness judges as many rightly', () => {
    const [widths, scatter] = [[64, 128, 256, 512, 1024], 0.2];
    // Flat, and the standard deviation of logarithms is the scatter at each width.
    const lines = widths.flatMap((width) =>
      [-1, 0, 1].flatMap((off, seed) =>
        [0, Math.exp(scatter * off)].map((change, step) => {
          const numbers = { size: 1, change, largest: 2, largestChange: 2 * step };
          return JSON.stringify({ width, seed, step, module: 'a', entries: 8, ...numbers });
        }),
      ),
    );
    const pilot = written('pilot', lines.join('\n'));
    const [slope, ...others] = slopesIn(pilot);
    expect(others).toEqual([]);
    const { least, share } = slope!.seeds!;
    const rightOf = (seeds: number) => errorRate('flat', { widths, scatter, seeds }, 500).right;
    // Three standard errors of 200 records and 500.
    expect(Math.abs(rightOf(least) - share)).toBeLessThan(0.08);
    expect(rightOf(least - 4)).toBeLessThan(0.9);
    expect(slopesIn(pilot, '--power=0.5')[0]?.seeds?.least).toBeLessThan(least);
  });

  it('changes the design where no seeds or widths are enough, such as for 0 at one width', () => {
    const lines = readFileSync(fixture('mlp-standard'), 'utf8').replaceAll(
      /("width":64,.*"step":0,"module":"first".*)"size":[^,]*/g,
      '$1"size":0',
    );
    const { stdout } = run(written('zero', lines));
    expect(stdout).toMatch(
      /first: size after 0: more than 100 seeds or 12 widths: change the design/,
    );
  });

  it('refuses a power that is no share', () => {
    const { status, stderr } = run('run.jsonl', '--power=90');
    expect(status).toBe(2);
    expect(stderr).toMatch(/it is a share between 0 and 1/);
  });
});
