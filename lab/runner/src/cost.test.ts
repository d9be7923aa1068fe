import { describe, expect, it } from 'vitest';
import { costTeller } from './cost.ts';

/** The cost reported for a run with equally long steps, after a first step that takes ten times as long. */
function told(
  steps: number,
  seconds: number,
  totalSteps: number,
  ahead: readonly number[] = [],
  { cores = 2, jobs = 1 } = {},
) {
  const lines: string[] = [];
  const tell = costTeller({ log: (line) => lines.push(line), cores, jobs });
  for (let step = 1; step <= steps; step++) {
    const measured = { step, totalSteps, seconds: step === 1 ? 10 * seconds : seconds };
    tell(measured, () => ahead);
  }
  return lines;
}

describe('the cost of what was asked for', () => {
  it('is told once, from measured steps without the first, which compiles', () => {
    const runs = Array.from({ length: 11 }, () => 36_816);
    expect(told(500, 2.4, 36_816, runs)).toEqual([
      "  Training takes about 49 core-hours for this run, 590 for the 12 runs that are left: 290 hours on this machine's 2 cores, at 2.4 s a step",
    ]);
  });

  it('counts runs by their own steps, such as trials and results', () => {
    const [line] = told(60, 1, 3600, [3600, 36_000]);
    expect(line).toContain(
      'about 2 core-hours for this run, 24 for the 3 runs that are left: 12 h',
    );
  });

  it('of one run says nothing of others', () => {
    expect(told(60, 1, 36_000)[0]).toContain('about 20 core-hours for this run: 10 hours');
    expect(told(60, 1, 36_000, [], { cores: 1 })[0]).toContain(
      "10 hours on this machine's one core, at",
    );
  });

  it('is shared by jobs, each on its share of the cores', () => {
    const [line] = told(60, 1, 36_000, [36_000], { jobs: 2 });
    expect(line).toContain(
      'about 10 core-hours for this run, 20 for the 2 runs that are left: 10 h',
    );
  });

  it('waits for enough steps, few where they are slow', () => {
    expect(told(50, 0.5, 36_816)).toEqual([]);
    expect(told(51, 0.5, 36_816)).toHaveLength(1);
    expect(told(3, 20, 36_816)).toEqual([]);
    expect(told(4, 20, 36_816)).toHaveLength(1);
  });

  it('is not told where little is left', () => {
    expect(told(300, 0.1, 320, [320, 320])).toEqual([]);
  });
});
