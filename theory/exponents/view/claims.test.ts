import { describe, expect, it } from 'vitest';
import { altered, findingsOf, runsOf } from '../../report/recorded.test.support.ts';
import type { ExponentSolution, Rates } from '../record.ts';
import { exponentClaims } from './claims.ts';
import type { ExponentRun } from './derived.ts';

const [recorded] = runsOf<ExponentRun>('exponents');

/** A recorded derivation, with another problem and other solutions. */
function derived(
  config: Partial<ExponentRun['config']>,
  solutions: Readonly<Record<string, Partial<ExponentSolution>>>,
): ExponentRun {
  const usual = recorded.result.solutions['stable']!;
  const all = Object.entries(solutions).map(([goal, own]) => [
    goal,
    { ...usual, forEver: [], logTime: [], largest: [null], ...own },
  ]);
  const result = { solutions: Object.fromEntries(all) as Record<string, ExponentSolution> };
  return altered(
    recorded,
    { method: 'singlora', signal: 'error', outputs: 'width', ...config },
    result,
  );
}

const at = (c: number): Rates => [[c, c]];
const { finding, verdict } = findingsOf(exponentClaims);

const gradient = { optimiser: 'gradient' } as const;
const constant = { optimiser: 'constant' } as const;
const later = (rate: number) => ({ logTime: [{ rate, power: 1 / 2 }] });

describe('Θ(log n) steps', () => {
  const adam = derived(constant, { learning: { forEver: at(-1 / 2) } });

  it('is reproduced by what is reached after log n steps, and not without it', () => {
    expect(verdict('log-reach', adam, derived(gradient, { learning: later(-1) }))).toBe('holds');
    expect(finding('log-reach', adam, derived(gradient, { learning: {} }))).toMatchObject({
      verdict: 'only if',
      condition: 'the optimiser is Adam',
    });
  });

  it('never takes runs of other numbers of steps together', () => {
    const longer = derived({ ...gradient, steps: 40 }, { learning: {} });
    expect(verdict('log-reach', adam, adam, longer)).toBe('holds');
  });
});

describe('the readout', () => {
  const network = (own: Partial<ExponentSolution>) =>
    derived(
      { ...gradient, signal: 'readout' },
      { stable: { forEver: [[null, -1 / 2]] }, network: own },
    );

  it('needs log n steps, none, or too many', () => {
    expect(finding('readout', network(later(-1 / 2)))).toMatchObject({
      verdict: 'only if',
      condition: 'the number of steps is of order log n',
    });
    expect(verdict('readout', network({ forEver: at(-1 / 2) }))).toBe('holds');
    expect(verdict('readout', network(later(-1)))).toBe('does not hold');
  });
});

it.each([
  [-1 / 2, 'holds'],
  [-1, 'does not hold'],
])('normalised gradients at c = %d: %s', (c, wanted) => {
  expect(verdict('normalised', derived(constant, { learning: { forEver: at(c) } }))).toBe(wanted);
});

it('normalised gradients need the rate whatever the signal', () => {
  const signals = ['error', 'mean-error', 'readout', 'mup-readout'] as const;
  const of = (signal: (typeof signals)[number], c: number) =>
    derived({ ...constant, signal }, { learning: { forEver: at(c) } });
  for (const other of signals) {
    const runs = signals.map((signal) => of(signal, signal === other ? -1 : -1 / 2));
    const rest = signals.filter((signal) => signal !== other);
    expect(verdict('normalised', ...runs)).toBe('only if');
    expect(verdict('normalised', ...rest.map((signal) => of(signal, -1 / 2)))).toBe('holds');
  }
});

it('LoRA+’s notion is met where some rate meets it', () => {
  expect(verdict('efficient', derived(constant, { efficient: {} }))).toBe('does not hold');
  expect(verdict('efficient', derived(constant, { efficient: { forEver: at(-1) } }))).toBe('holds');
});

describe('two rates', () => {
  const from = (
    config: Partial<ExponentRun['config']>,
    efficient: Partial<ExponentSolution> = {},
  ) => derived({ ...constant, ...config }, { efficient });
  const one = { method: 'lora' };
  const two = from({ method: 'lora+' }, { forEver: at(-1) });
  const others = [from(one), from({ ...one, start: 'swapped' })];
  const last = from({ ...one, initExponent: 0 });

  it('are needed where a ratio ∝ n has a rate, and one rate has none from any start', () => {
    expect(finding('two-rates-derived', ...others, two)).toBeUndefined();
    expect(verdict('two-rates-derived', ...others, last, two)).toBe('holds');
    const meets = from({ ...one, initExponent: 0 }, { forEver: at(-1) });
    expect(verdict('two-rates-derived', ...others, meets, two)).toBe('does not hold');
    const neither = from({ method: 'lora+' });
    expect(verdict('two-rates-derived', ...others, last, neither)).toBe('does not hold');
  });
});

describe('LoRA’s starts', () => {
  const from = (config: Partial<ExponentRun['config']>, own: Partial<ExponentSolution>) =>
    derived({ ...gradient, method: 'lora', ...config }, { balanced: own });
  const others = [from({}, {}), from({ start: 'swapped' }, {})];

  it('need all three, and one with a rate is enough against the claim', () => {
    expect(finding('lora-starts', ...others)).toBeUndefined();
    expect(verdict('lora-starts', ...others, from({ initExponent: 0 }, {}))).toBe('holds');
    expect(
      finding('lora-starts', ...others, from({ initExponent: 0 }, { forEver: at(-1) })),
    ).toMatchObject({
      verdict: 'only if',
      condition: expect.not.stringContaining('n^0') as string,
    });
  });
});

it('theorem 1 falls with gradient descent, which is invariant and has no rate at a fixed number of steps', () => {
  expect(verdict('theorem-1', derived(gradient, { learning: later(-1) }))).toBe('does not hold');
  expect(verdict('theorem-1', derived(gradient, { learning: { forEver: at(-1) } }))).toBe('holds');
});
