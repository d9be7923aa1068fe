import { describe, expect, it } from 'vitest';
import { exponentAt } from '../algebra/exponent.ts';
import { factorModelOf } from '../../methods/factor-model-of.ts';
import type { FactorModel } from './factor-model.ts';
import { predictExponents } from './predict.ts';
import {
  quantityNames,
  type ExponentProblem,
  type ExponentStep,
  type QuantityName,
} from './problem.ts';
import { exponentExpression } from '../text/render.ts';

/** The paper's toy, with these changes: f = (W0 + ΔW) x with ½‖f − y‖². */
const toy = (method: string, changes: Partial<ExponentProblem>): ExponentStep[] =>
  predictExponents({
    factors: factorModelOf(method),
    signal: { kind: 'error' },
    optimiser: 'gradient',
    initExponent: -1 / 2,
    steps: 4,
    ...changes,
  });

const at = (steps: readonly ExponentStep[], quantity: QuantityName, c: number): number[] =>
  steps.map(({ quantities }) => exponentAt(quantities[quantity], c));

const text = (steps: readonly ExponentStep[], quantity: QuantityName): string[] =>
  steps.map(({ quantities }) => exponentExpression(quantities[quantity]));

describe('a scalar factor', () => {
  const own = { rateOffset: 0, decays: true } as const;
  const vector = { kind: 'vector', start: 'random', ...own } as const;
  const scaled = (start: 'random' | 'ones', optimiser: ExponentProblem['optimiser']) => {
    const d = { kind: 'scalar', start, startExponent: 0, ...own } as const;
    const factors: FactorModel = {
      parameters: { A: vector, B: vector, d },
      p: ['B', 'd'],
      q: ['A'],
    };
    return toy('lora', { factors, optimiser });
  };

  it.each(['gradient', 'constant', 'damped'] as const)(
    'moves as one of ones where it starts at random, by steps as %s',
    (optimiser) => {
      const [random, ones] = [scaled('random', optimiser), scaled('ones', optimiser)];
      for (const quantity of quantityNames)
        expect(text(random, quantity)).toEqual(text(ones, quantity));
    },
  );
});

describe('what the layer is', () => {
  it('one output: the sum over outputs adds nothing', () => {
    const [, second] = toy('lora', { outputs: 'one' });
    // ∂L/∂A = x (Bᵀe): with B = Θ(n^c), A moves by Θ(n^2c) and Ax by Θ(n^(2c + 1)).
    expect(exponentExpression(second!.quantities.deltaA)).toBe('max(2c, 3c)');
    expect(exponentExpression(toy('lora', {})[1]!.quantities.deltaA)).toBe('max(2c + 1, 3c + 1)');
  });

  it('a ramp: u = 0 hides the layer from the first gradient, and moves the output by itself', () => {
    const steps = toy('singlora', { ramp: 2 });
    expect(text(steps, 'deltaA').slice(0, 2)).toEqual(['-Infinity', 'c']);
    expect(text(steps, 'deltaF').slice(0, 2)).toEqual(['-1/2', 'max(-1/2, c + 1/2, 2c + 1)']);
    expect(at(steps, 'deltaF', -3).slice(1)).toEqual([-0.5, -2.5, -2.5]);
  });

  it('weight decay takes a share of the parameters, even where the gradient is zero', () => {
    const decayed = toy('lora', { optimiser: 'constant', decay: true });
    expect(text(toy('lora', { optimiser: 'constant' }), 'deltaA')[0]).toBe('-Infinity');
    expect(text(decayed, 'deltaA').slice(0, 2)).toEqual(['c - 1/2', 'max(c, 2c - 1/2)']);
  });
});
