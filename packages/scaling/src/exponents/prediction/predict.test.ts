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

describe('SingLoRA by gradient descent', () => {
  const steps = toy('singlora', {});

  it('moves the output by Θ(1) at c = −1/2 in the first step', () => {
    expect(text(steps, 'deltaF')[0]).toBe('max(c + 1/2, 2c + 1)');
    expect(text(steps, 'delta1')[0]).toBe('c');
    expect(text(steps, 'delta2')[0]).toBe('c + 1/2');
    expect(text(steps, 'delta3')[0]).toBe('2c + 1');
    expect(at(steps, 'deltaF', -1 / 2)[0]).toBe(0);
  });

  it('explodes there in the second', () => {
    expect(at(steps, 'deltaA', -1 / 2)[1]).toBe(0);
    expect(at(steps, 'deltaF', -1 / 2)[1]).toBe(1);
  });

  it('stays bounded at c = −1, where the output’s entries change by Θ(n^−1/2)', () => {
    expect(at(steps, 'Qx', -1)).toEqual([0, 0, 0, 0]);
    expect(at(steps, 'deltaF', -1)).toEqual([-0.5, -0.5, -0.5, -0.5]);
  });
});

describe('SingLoRA by Adam', () => {
  const steps = toy('singlora', { optimiser: 'constant' });

  it('moves the output by Θ(1) at every step at c = −1/2, through an inner feature that grows', () => {
    expect(at(steps, 'deltaF', -1 / 2)).toEqual([0, 0, 0, 0]);
    expect(at(steps, 'Qx', -1 / 2)).toEqual([0, 0.5, 0.5, 0.5]);
    for (const part of ['delta1', 'delta2', 'delta3'] as const) {
      expect(at(steps, part, -1 / 2).slice(1)).toEqual([0, 0, 0]);
    }
  });

  it('starts too large with a fan of the rank', () => {
    expect(at(toy('singlora', { optimiser: 'constant', initExponent: 0 }), 'Qx', -1)[0]).toBe(0.5);
  });
});

describe('LoRA and LoRA+ by Adam', () => {
  const lora = toy('lora', { optimiser: 'constant' });
  const loraPlus = toy('lora+', { optimiser: 'constant' });

  it('LoRA moves the output by Θ(1) at c = −1/2 too, but through one part only', () => {
    expect(at(lora, 'deltaF', -1 / 2)).toEqual([-0.5, 0, 0, 0]);
    expect(at(lora, 'delta1', -1 / 2)).toEqual([-0.5, -0.5, 0, 0]);
    expect(at(lora, 'Qx', -1 / 2)).toEqual([0, 0, 0.5, 0.5]);
  });

  it('LoRA vanishes at c = −1', () => {
    expect(at(lora, 'deltaF', -1)).toEqual([-1, -1, -1, -1]);
    expect(at(lora, 'Qx', -1)).toEqual([0, 0, 0, 0]);
  });

  it('LoRA+ is efficient at c = −1', () => {
    expect(at(loraPlus, 'delta1', -1)).toEqual([0, 0, 0, 0]);
    expect(at(loraPlus, 'delta2', -1)).toEqual([-Infinity, 0, 0, 0]);
    expect(at(loraPlus, 'delta3', -1)).toEqual([-Infinity, 0, 0, 0]);
    expect(at(loraPlus, 'Qx', -1)).toEqual([0, 0, 0, 0]);
  });
});

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

  it('sums n squares of a matrix that it has moved', () => {
    // At c = −1/2 B has moved by n^−1/2 along e₀ and Aᵀx by n^1/2: ∂L/∂d = (Bᵀe)(Aᵀx) ~ n^1/2 · n^1/2, Δd ~ n^1/2, ΔB ~ n^0.
    expect(at(scaled('random', 'gradient'), 'delta1', -1 / 2)[1]).toBe(1);
  });
});

describe('what the layer is', () => {
  it('one output: the sum over outputs adds nothing', () => {
    const [, second] = toy('lora', { outputs: 'one' });
    // ∂L/∂A = x (Bᵀe): with B = Θ(n^c), A moves by Θ(n^2c) and Ax by Θ(n^(2c + 1)).
    expect(exponentExpression(second!.quantities.deltaA)).toBe('max(2c, 3c)');
    expect(exponentExpression(toy('lora', {})[1]!.quantities.deltaA)).toBe('max(2c + 1, 3c + 1)');
  });

  it('a readout sends back n^exponent, and reads what is written along it', () => {
    const [first, second] = toy('lora', { signal: { kind: 'readout', exponent: -1 / 2 } });
    expect(exponentExpression(first!.quantities.deltaF)).toBe('c - 1/2');
    // B has moved along w, so that Bᵀw is a sum of squares: n · n^(c − 1/2) · n^(−1/2).
    expect(exponentExpression(second!.quantities.deltaA)).toBe('max(2c, 3c)');
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

describe('DoRA’s magnitude', () => {
  it('adds its own change to the output', () => {
    // The gradient of m has entries Θ(1) where that of B has: m moves W0 x by Θ(n^c) as B does.
    expect(text(toy('dora', {}), 'deltaF')[0]).toBe('c');
    expect(text(toy('dora', { signal: { kind: 'readout', exponent: -1 } }), 'deltaF')[0]).toBe(
      'c - 1',
    );
  });

  it('holds the output at the norm of its rows: √n, however far the factors go', () => {
    const steps = toy('singlora-dora', { optimiser: 'constant' });
    expect(at(steps, 'deltaF', -1 / 8)).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(at(toy('singlora', { optimiser: 'constant' }), 'deltaF', -1 / 8)).toEqual([
      0.75, 0.75, 0.75, 0.75,
    ]);
  });
});
