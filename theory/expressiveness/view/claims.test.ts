import { describe, expect, it } from 'vitest';
import { altered, findingsOf, runsOf } from '../../report/recorded.test.support.ts';
import { expressivenessClaims } from './claims.ts';
import type { FitRun } from './subject.ts';

const attention = { problem: 'attention', width: 16, tokens: 8 } as const;
const matrix = (target: string) =>
  ({ problem: 'matrix', target, width: 16, targetRank: 4 }) as const;

/** The recorded run of a method at a rank on a problem, optionally with another loss and configuration. */
function fit(
  method: string,
  rank: number,
  problem: FitRun['config']['problem'],
  loss?: number,
  config: Partial<FitRun['config']> = {},
): FitRun {
  const of = problem.problem === 'matrix' ? matrix('mixed') : problem;
  const [run] = runsOf<FitRun>('expressiveness', { method, rank, problem: of });
  const quartiles = loss !== undefined && { low: 0.9 * loss, median: loss, high: 1.1 * loss };
  return altered(run, { problem, ...config }, quartiles ? { loss: quartiles } : {});
}

const { finding, verdict } = findingsOf(expressivenessClaims);

describe('figure 1', () => {
  const papers = { rate: 1e-4 };
  const drawn = [
    fit('singlora', 4, attention, 1e-6, papers),
    fit('lora', 2, attention, 0.1, papers),
  ];

  it('holds without reservation only if equal ranks and better rates show it, too', () => {
    expect(verdict('figure-1', ...drawn)).toBe('holds');
    expect(finding('figure-1', ...drawn, fit('singlora', 2, attention, 0.1, papers))).toMatchObject(
      { verdict: 'only if', condition: 'SingLoRA has twice the rank' },
    );
    const better = fit('lora', 2, attention, 1e-7, { rate: 1e-3 });
    expect(finding('figure-1', ...drawn, better)).toMatchObject({
      verdict: 'only if',
      condition: 'both train at rate 1e-4',
    });
  });

  it('is refuted where SingLoRA is no lower with as many parameters', () => {
    const even = [fit('singlora', 4, attention, 0.1, papers), drawn[1]!];
    expect(verdict('figure-1', ...even)).toBe('does not hold');
    // The quartiles of seeds, a tenth around the median, overlap.
    const slightly = [fit('singlora', 4, attention, 0.085, papers), drawn[1]!];
    expect(verdict('figure-1', ...slightly)).toBe('does not hold');
    const clearly = [fit('singlora', 4, attention, 0.08, papers), drawn[1]!];
    expect(verdict('figure-1', ...clearly)).toBe('holds');
    expect(finding('figure-1', fit('singlora', 2, attention))).toBeUndefined();
  });

  it('is open where one seed does not say how far seeds differ', () => {
    const alone = drawn.map((run) => altered(run, { seeds: [0] }));
    expect(verdict('figure-1', ...alone)).toBe('undecided');
  });
});

describe('one matrix', () => {
  const both = (target: string, singlora?: number) => [
    fit('singlora', 4, matrix(target), singlora),
    fit('lora', 4, matrix(target)),
  ];

  it('names what can be fitted', () => {
    expect(finding('one-matrix', ...both('positive', 1e-4), ...both('mixed'))).toMatchObject({
      verdict: 'only if',
      condition: 'the wanted update is symmetric, all eigenvalues positive',
    });
    expect(verdict('one-matrix', ...both('positive', 1e-4))).toBe('holds');
    expect(verdict('one-matrix', ...both('mixed'))).toBe('does not hold');
  });

  it('asks nothing that LoRA cannot fit either', () => {
    const hard = [fit('singlora', 4, matrix('mixed')), fit('lora', 4, matrix('mixed'), 0.101)];
    expect(finding('one-matrix', ...hard)).toBeUndefined();
  });

  it('counts as fitted what leaves less than a tenth of the error', () => {
    const at = (singlora: number) =>
      verdict(
        'one-matrix',
        fit('singlora', 4, matrix('mixed'), singlora),
        fit('lora', 4, matrix('mixed'), 0.099),
      );
    expect(at(0.099)).toBe('holds');
    expect(at(0.101)).toBe('does not hold');
  });
});
