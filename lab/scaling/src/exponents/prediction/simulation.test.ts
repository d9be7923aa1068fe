import type { DeclaredMethod } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import { exponentAt } from '../algebra/exponent.ts';
import { magnitudeOf, scaledBy } from './factor-model.ts';
import { factorModelOf, type FactorChoices } from '../../methods/factor-model-of.ts';
import { methodInFile } from '../../methods/method-file.ts';
import { declaredFactors } from '../../methods/declared-factors.ts';
import { goalOf } from '../rates/goals.ts';
import { solve } from '../rates/solve.ts';
import { predictExponents } from './predict.ts';
import { quantityNames, type ExponentProblem, type QuantityName } from './problem.ts';
import { numericMethods, productsOf, simulate } from './simulation.test.support.ts';

const widths = [2 ** 9, 2 ** 14] as const;

/** Finite widths bend power laws, and larger powers more. */
const tolerance = (exponent: number, quantity: QuantityName) =>
  0.15 + 0.05 * Math.abs(exponent) + (quantity === 'deltaOut' ? readOut : 0);

/** The extra tolerance for the network's output: each step has a single signed sum, whereas other quantities are means of n squares. */
const readOut = 0.15;

const optimisers = ['gradient', 'constant'] as const;
const signals = [{ kind: 'error' }, { kind: 'readout', exponent: -1 / 2 }] as const;
const averaged = { kind: 'error', averaged: true } as const;

/** Departures from a method's own start n^−1/2, an input of norm √n and a summed loss. */
type Changes = Partial<ExponentProblem> & { readonly choices?: FactorChoices };

describe.each(Object.keys(numericMethods))('%s in numbers', (name) => {
  const cases = optimisers.flatMap((optimiser) =>
    signals.map((signal): [string, Changes] => [
      `${optimiser}, ${signal.kind}`,
      { optimiser, signal },
    ]),
  );
  it.each(cases)('grows as predicted: %s', (_, changes) => {
    expectAsPredicted(name, changes, [-1, -1 / 2, 0]);
  });
});

describe('in numbers too', () => {
  const cases: [string, string, Changes, number[]][] = [
    ['LoRA with A from n^0 at c = −1', 'lora', { initExponent: 0 }, [-1]],
    ['LoRA with A = 0 and B random', 'lora', { choices: { start: 'swapped' } }, [-1, -1 / 2]],
    ['LoRA with A and B random', 'lora', { choices: { start: 'principal' } }, [-1, -1 / 2]],
    ['LoRA with rates n² apart', 'lora+', { choices: { growthExponent: 2 } }, [-2, -3 / 2]],
    ['SymLoRA with Λ = 1', 'symlora', { choices: { start: 'ones' } }, [-1, -1 / 2]],
    ['an input of norm 1', 'singlora', { inputExponent: -1 / 2 }, [-1 / 2, 0]],
    ['LoRA on an input of norm 1', 'lora', { inputExponent: -1 / 2 }, [-1 / 2, 0]],
    ['a loss averaged over the outputs', 'singlora', { signal: averaged }, [-1 / 2, 0]],
    ['LoRA with an averaged loss', 'lora', { signal: averaged }, [-1 / 2, 0]],
  ];
  describe.each(optimisers)('by steps as %s', (optimiser) => {
    it.each(cases)('%s', (_, name, changes, rates) => {
      expectAsPredicted(name, { ...changes, optimiser }, rates);
    });
  });
});

describe.each(['singlora', 'lora'])('%s', (name) => {
  const factors = scaledBy(factorModelOf(name), 'α', 1);

  it.each(optimisers)('grows as predicted where α ∝ n, by steps as %s', (optimiser) => {
    for (const initExponent of [-1 / 2, -1])
      expectAsPredicted(name, { factors, optimiser, initExponent }, [-2, -3 / 2]);
  });

  it.each([...signals, { kind: 'readout', exponent: -1 } as const])(
    'grows as predicted by Adam with an ε of order 1: %o',
    (signal) => {
      expectAsPredicted(name, { optimiser: 'damped', signal }, [-1, -1 / 2]);
    },
  );
});

describe('declared methods in numbers', () => {
  const lora = "W + alpha/r * B * A'";
  const declared = {
    'two matrices, one of them frozen': [lora, 'A = {trained: false}', 'B = {start: zero}'],
    'frozen matrices between trained diagonals': [
      "W + alpha/r * diag(b) * B * diag(d) * A'",
      'A = {trained: false}',
      'B = {trained: false}',
      'd = {start: ones}',
      'b = {start: zero}',
    ],
    'both along the first gradient': [lora, 'A = {start: gradient}', 'B = {start: gradient}'],
    'a scale, starts and rates of its own': [
      "W + n^(1/2) * alpha/r * B * A'",
      'A = {exponent: -1, rate: -1/2}',
      'B = {start: zero, rate: 1/2}',
    ],
    'one matrix on both sides': ["W + alpha/r * A * A'"],
  };
  const cases = Object.entries(declared).flatMap(([name, one]) =>
    optimisers.flatMap((optimiser) =>
      signals.map((signal) => [name, optimiser, signal.kind, one, signal] as const),
    ),
  );
  it.each(cases)('%s, %s, %s', (name, optimiser, _, one, signal) => {
    const method = methodInFile('declared', one.join('\n'));
    expectAsPredicted(method, { optimiser, signal }, [-1, -1 / 2, 0]);
  });
});

/** The step at which training has moved the output by a half, and the largest move in a step out of hundreds. */
function reaching(name: string, c: number, n: number, changes: Changes = {}) {
  const problem = { ...problemOf(name, changes), steps: changes.steps ?? 120 };
  const out = simulate(numericMethods[name]!, problem, n, c, 0.35).map(({ deltaOut }) => deltaOut);
  let sum = 0;
  return { step: out.findIndex((one) => (sum += one) > 0.5) + 1, most: Math.max(...out) };
}

describe('steps that grow as log n', () => {
  it.each([
    ['singlora', -1, {}],
    ['lora', -1, {}],
    ['singlora', -1 / 2, { signal: signals[1] }],
  ] as const)('%s at c = %d reaches Θ(1) after a multiple of log n', (name, c, changes) => {
    const [narrow, middle, wide] = [2 ** 6, 2 ** 9, 2 ** 12].map((n) =>
      reaching(name, c, n, changes),
    );
    const [first, second] = [middle!.step - narrow!.step, wide!.step - middle!.step];
    expect(narrow!.step).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(2);
    expect(Math.abs(second - first)).toBeLessThanOrEqual(0.35 * first + 1);
    for (const { most } of [narrow!, middle!, wide!]) expect(most).toBeLessThan(3);
  });

  it('LoRA from n^0, and with rates n² apart, need no more at greater widths', () => {
    for (const [name, c, changes] of [
      ['lora', -1, { initExponent: 0 }],
      ['lora+', -2, { choices: { growthExponent: 2 } }],
    ] as const) {
      const [narrow, wide] = [2 ** 6, 2 ** 12].map((n) => reaching(name, c, n, changes));
      expect(narrow!.step).toBeGreaterThan(0);
      expect(Math.abs(wide!.step - narrow!.step)).toBeLessThanOrEqual(2);
    }
  });
});

describe('steps of a fixed size add up', () => {
  const signs = { optimiser: 'constant' } as const;

  /** The only c at which Δf is Θ(1), as derived. */
  const derived = (name: string): number => {
    const problem = { ...problemOf(name, signs), steps: 5 };
    const [only] = solve(problem, predictExponents(problem), goalOf('learning')).forEver;
    return only!.high!.valueOf();
  };

  it.each([
    ['singlora', -3 / 4, 1 / 4],
    ['singlora', -1, 1 / 2],
    ['lora', -1, 1 / 2],
    ['lora+', -3 / 2, 1 / 2],
    ['symlora', -1, 2 / 3],
  ])('%s at c = %d reaches Θ(1) after a multiple of n^%d', (name, c, power) => {
    expect(derived(name) - c).toBeCloseTo(power, 9);
    const [narrow, wide] = [2 ** 7, 2 ** 10].map(
      (n) => reaching(name, c, n, { ...signs, steps: Math.ceil(10 * n ** power) }).step,
    );
    expect(narrow).toBeGreaterThan(0);
    expect(wide).toBeGreaterThan(0);
    const slope = Math.log(wide! / narrow!) / Math.log(2 ** 3);
    expect(Math.abs(slope - power)).toBeLessThan(0.06);
  });
});

function problemOf(
  name: string | DeclaredMethod,
  { choices, ...changes }: Changes,
): ExponentProblem {
  const factors = typeof name === 'string' ? factorModelOf(name, choices) : declaredFactors(name);
  return {
    factors,
    optimiser: 'gradient',
    signal: { kind: 'error' },
    initExponent: -1 / 2,
    steps: 3,
    ...changes,
  };
}

function expectAsPredicted(
  name: string | DeclaredMethod,
  changes: Changes,
  rates: readonly number[],
): void {
  const problem = problemOf(name, changes);
  const { factors } = problem;
  const isOwn = typeof name === 'string' && !changes.factors;
  const method = isOwn ? numericMethods[name]! : productsOf(factors);
  const predicted = predictExponents(problem);
  const wrong: string[] = [];
  let compared = 0;
  for (const c of rates) {
    const [narrow, wide] = widths.map((n) => simulate(method, problem, n, c));
    for (const { step, quantities } of predicted) {
      // Once rows have grown, a gain at rank 1 is largest in the few rows that have not: no power law.
      if (magnitudeOf(factors) && exponentAt(quantities.deltaF, c) > 0) break;
      for (const quantity of quantityNames) {
        const [before, after] = [narrow, wide].map((rows) => rows![step - 1]![quantity]);
        const slope = Math.log(after! / before!) / Math.log(widths[1] / widths[0]);
        const exponent = exponentAt(quantities[quantity], c);
        const right =
          exponent === -Infinity
            ? before === 0 && after === 0
            : Math.abs(slope - exponent) < tolerance(exponent, quantity);
        if (!right) wrong.push(`n^${c}, step ${step}, ${quantity}: ${slope} for ${exponent}`);
        compared += 1;
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(20);
}
