import { describe, expect, it } from 'vitest';
import { exponentAt } from '../algebra/exponent.ts';
import { magnitudeOf } from './factor-model.ts';
import { factorModelOf } from '../../methods/factor-model-of.ts';
import { predictExponents } from './predict.ts';
import { quantityNames, type ExponentProblem } from './problem.ts';
import { numericMethods, simulate } from './simulation.test.support.ts';

const widths = [2 ** 9, 2 ** 14] as const;
const rates = [-1, -1 / 2, 0];

/** Finite widths bend power laws; the larger the power, the more. */
const tolerance = (exponent: number) => 0.15 + 0.05 * Math.abs(exponent);

const optimisers = ['gradient', 'constant'] as const;
const signals = [{ kind: 'error' }, { kind: 'readout', exponent: -1 / 2 }] as const;

describe.each(Object.keys(numericMethods))('%s in numbers', (name) => {
  const factors = factorModelOf(name);
  const cases = optimisers.flatMap((optimiser) =>
    signals.map((signal): [string, ExponentProblem] => [
      `${optimiser}, ${signal.kind}`,
      { factors, optimiser, signal, initExponent: -1 / 2, steps: 3 },
    ]),
  );

  it.each(cases)('grows as predicted: %s', (_, problem) => {
    const predicted = predictExponents(problem);
    const wrong: string[] = [];
    let compared = 0;
    for (const c of rates) {
      const [narrow, wide] = widths.map((n) => simulate(name, problem, n, c));
      for (const { step, quantities } of predicted) {
        // Once rows have grown, a gain at rank 1 is largest at the few rows that have not: no power law.
        if (magnitudeOf(factors) && exponentAt(quantities.deltaF, c) > 0) break;
        for (const quantity of quantityNames) {
          const [before, after] = [narrow, wide].map((rows) => rows![step - 1]![quantity]);
          const slope = Math.log(after! / before!) / Math.log(widths[1] / widths[0]);
          const exponent = exponentAt(quantities[quantity], c);
          const right =
            exponent === -Infinity
              ? before === 0 && after === 0
              : Math.abs(slope - exponent) < tolerance(exponent);
          if (!right) wrong.push(`n^${c}, step ${step}, ${quantity}: ${slope} for ${exponent}`);
          compared += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(20);
  });
});
