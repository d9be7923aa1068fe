import { describe, expect, it } from 'vitest';
import { checkOf } from '../../report/checks.ts';
import { partsHtml } from '../../report/parts.ts';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import { sweepPresets } from '../presets.ts';
import type { SweepCell } from '../record.ts';
import { sweepAxesView, standingOf } from './axes.ts';
import type { SweepRun } from './subject.ts';

/** A recorded run as if of the preset `alpha`, with changed fields of the first cells. */
function planOf(method: string, fields: readonly Partial<SweepCell>[]): SweepRun {
  const [run] = runsOf<SweepRun>('width-sweep', { method, optimiser: 'adam' });
  const { widths, seeds, steps, rateExponents } = sweepPresets['alpha']!;
  const [cell] = run.result.cells;
  const cells = rateExponents.map((rateExponent, i) => ({
    ...({ ...cell!, rateExponent, verdict: 'stable', predictedVerdict: 'stable' } as SweepCell),
    agrees: true,
    first: null,
    ...fields[i],
  }));
  const config = { preset: 'alpha', alphaExponent: 1, widths, seeds, steps, rateExponents };
  return altered(run, config, { cells });
}

const [run] = runsOf<SweepRun>('width-sweep', { method: 'singlora', optimiser: 'adam' });
const one = (fields: Partial<SweepCell>): SweepCell => ({
  ...run.result.cells[0]!,
  agrees: true,
  first: null,
  predictedVerdict: 'stable',
  ...fields,
});

describe('a cell', () => {
  it.each([
    ['as derived', { verdict: 'stable' }],
    ['as derived', { verdict: 'hollow' }],
    ['as derived', { verdict: 'diverged', predictedVerdict: 'exploding' }],
    ['undecided', { verdict: 'undecided' }],
    ['undecided', { verdict: 'bends' }],
    ['not as derived', { verdict: 'vanishing', agrees: false }],
    ['not as derived', { verdict: 'undecided', agrees: false }],
  ] as const)('is %s: %o', (standing, fields) => {
    expect(standingOf(one(fields))).toBe(standing);
  });

  it('is not as derived where the first step’s slope is not', () => {
    const first = { ...run.result.cells[0]!.first!, agreement: 'differs' as const };
    expect(standingOf(one({ verdict: 'stable', first }))).toBe('not as derived');
    expect(
      standingOf(one({ verdict: 'stable', first: { ...first, agreement: 'undecided' } })),
    ).toBe('as derived');
  });
});

describe('the table', () => {
  const textOf = (...runs: readonly SweepRun[]) => partsHtml(sweepAxesView.lead!(runs)).markdown;

  it('counts what is as derived, and names what is not or is open', () => {
    const lora = planOf('lora', [
      {},
      { verdict: 'undecided' },
      { verdict: 'vanishing', agrees: false },
    ]);
    const text = textOf(planOf('singlora', []), lora);
    expect(text).toMatch(/\| SingLoRA \| 4 of 4 \| – \| – \|/);
    expect(text).toMatch(
      /\| LoRA \| 2 of 4 \| .*under Adam at c = −1 \| .*under Adam at c = −3\/2 \|/,
    );
    expect(text).toContain('by NumPy with weights of its own');
  });

  it('decides nothing before all planned runs are there', () => {
    expect(textOf(planOf('lora', []))).toBe('');
    const other = altered(planOf('lora', []), { steps: 3 });
    expect(textOf(planOf('singlora', []), other)).toBe('');
  });
});

describe('the section', () => {
  it('shows the runs of its presets, and the sweep’s own does not', () => {
    expect(checkOf({ ...run.record, config: planOf('lora', []).config })?.id).toBe('sweep-axes');
    expect(checkOf(run.record)?.id).toBe('width-sweep');
  });

  it('has a table of measured and derived slopes for each axis, with its command', () => {
    const { text } = partsHtml(sweepAxesView.body([planOf('singlora', [])]));
    expect(text).toContain('id="sweep-axis-alpha"');
    expect(text).toContain('theory:width-sweep --preset=alpha');
    expect(text).toContain('α ∝ n');
    expect(text).not.toContain('sweep-axis-steps');
  });
});
