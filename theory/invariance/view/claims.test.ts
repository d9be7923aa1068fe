import { describe, expect, it } from 'vitest';
import { altered, findingsOf, runsOf } from '../../report/recorded.test.support.ts';
import { invarianceClaims } from './claims.ts';
import type { InvarianceRun } from './subject.ts';

const [square] = runsOf<InvarianceRun>('invariance', { method: 'singlora', shape: [16, 16] });
const [wide] = runsOf<InvarianceRun>('invariance', { method: 'singlora', shape: [16, 24] });
const [scaled] = runsOf<InvarianceRun>('invariance', { method: 'lora', change: 'scaling' });

/** The recorded run under some of its optimisers. */
const under = (run: InvarianceRun, ...optimisers: readonly string[]) =>
  altered(
    run,
    { optimisers: [...optimisers] },
    { verdicts: run.result.verdicts.filter(({ optimiser }) => optimisers.includes(optimiser)) },
  );

const { finding, verdict } = findingsOf(invarianceClaims);

describe('invariance', () => {
  it('names the optimisers under which it holds', () => {
    expect(finding('invariance', under(square, 'gd', 'adam'))).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser, of those tried, is gradient descent',
    });
    expect(verdict('invariance', under(square, 'gd'))).toBe('holds');
    expect(verdict('invariance', under(square, 'adam'))).toBe('does not hold');
  });

  it('counts the optimisers of all runs, whichever is the oldest', () => {
    const found = finding('invariance', under(square, 'gd'), under(square, 'gd', 'adam'));
    expect(found).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser, of those tried, is gradient descent',
    });
  });

  it('is open under an optimiser by which training diverged', () => {
    const verdicts = square.result.verdicts.map((one) => ({
      ...one,
      invariant: false,
      difference: null,
      floor: null,
      ratio: null,
    }));
    const diverged = under(altered(square, {}, { verdicts }), 'gd');
    expect(verdict('invariance', diverged)).toBe('undecided');
  });

  it('holds under an optimiser only if it does in every run', () => {
    const moved = square.result.verdicts.map((one) => ({ ...one, invariant: false }));
    const runs = [square, altered(square, {}, { verdicts: moved })].map((run) => under(run, 'gd'));
    expect(verdict('invariance', ...runs)).toBe('does not hold');
    const lost = altered(
      scaled,
      {},
      { verdicts: scaled.result.verdicts.map((one) => ({ ...one, invariant: true })) },
    );
    expect(verdict('lora-scale', scaled, lost)).toBe('does not hold');
  });

  it('keeps square weights and others apart', () => {
    expect(finding('invariance', under(wide, 'gd'))).toBeUndefined();
    expect(verdict('invariance-truncated', under(wide, 'gd'))).toBe('holds');
  });

  it('turns round for LoRA’s scale: it is claimed to lack it', () => {
    expect(verdict('lora-scale', scaled)).toBe('holds');
    const verdicts = scaled.result.verdicts.map((one) => ({ ...one, invariant: true }));
    expect(verdict('lora-scale', altered(scaled, {}, { verdicts }))).toBe('does not hold');
  });
});
