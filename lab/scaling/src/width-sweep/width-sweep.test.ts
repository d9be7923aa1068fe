import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '@singlora/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseRate } from './base-rate.ts';
import { sweepConfig } from './config.test.support.ts';
import { measureIndices, measures } from './measured-step.ts';
import { ModelCache } from '../models/model-cache.ts';
import { families } from '../models/families.ts';
import { sweepCells } from './sweep-cells.ts';
import { openSweep, type SweepDesign } from './width-sweep.ts';

const config: SweepDesign = {
  ...sweepConfig,
  family: 'linear-toy-batch',
  widths: [64, 256, 512, 1024],
  seeds: [0, 1, 2, 3],
  steps: 4,
  rateExponents: [-1, -0.5, 0],
};

/** Widths for cases that need more to be decided. */
const wide = [64, 512, 1024, 2048];

const models = new ModelCache();

function sweep(changes: Partial<SweepDesign>) {
  const own = { ...config, ...changes };
  const rate = baseRate(own, models);
  const opened = openSweep(own, models, rate);
  const units = own.widths.flatMap((width) => own.seeds.map((seed) => opened.measure(width, seed)));
  opened.dispose();
  return sweepCells(own, units);
}

/** The narrowest width by itself. */
function unitOf(own: SweepDesign, rate: number, seed = 0) {
  const opened = openSweep(own, models, rate);
  const unit = opened.measure(64, seed);
  opened.dispose();
  return unit;
}

beforeAll(() => startBackend());
afterAll(() => models.dispose());

describe('the sweep tells what is stable, what vanishes and what explodes', () => {
  it('SingLoRA under Adam: only rates as n^-1/2 change the output by Θ(1)', () => {
    const cells = sweep({
      steps: 8,
      seeds: [0, 1, 2, 3, 4, 5, 6, 7],
      widths: [256, 512, 1024, 1536],
    });
    expect(cells.map(({ verdict }) => verdict)).toEqual(['vanishing', 'stable', 'exploding']);
    expect(cells.map(({ agrees }) => agrees)).toEqual([true, true, true]);
    const inner = cells[1]!.quantities.Qx.at(-1)!;
    expect(inner.predicted).toBe(0.5); // its inner feature grows, as in plain LoRA
    expect(inner.low).toBeGreaterThan(0.1);
  });

  it('SingLoRA under gradient descent: rates as n^-1/2 diverge, rates as n^-1 change nothing', () => {
    const cells = sweep({ optimiser: 'gd', steps: 12, widths: wide });
    expect(cells.map(({ verdict }) => verdict)).toEqual([
      'vanishing',
      expect.stringMatching(/exploding|diverged/),
      'diverged',
    ]);
  });

  it('LoRA under gradient descent at n^-1 learns from A of n^0, and not from n^-1/2', () => {
    const own = { method: 'lora', optimiser: 'gd', rateExponents: [-1], steps: 3 };
    const [large] = sweep({ ...own, initExponent: 0 });
    expect(large).toMatchObject({ predicted: 0, later: { fixed: 'stable' } });
    expect(Math.abs(large!.slope!.slope)).toBeLessThan(0.15);
    expect(large!.loss.verdict).toBe('learns');
    const [usual] = sweep({ ...own, initExponent: null });
    expect(usual).toMatchObject({ predicted: -1, later: { fixed: 'vanishing', logTime: true } });
    expect(usual!.slope!.slope).toBeLessThan(-0.7);
  });

  it('Adam at n^-1 from entries of n^0 is hollow: Δf keeps its size, far above the target', () => {
    const [cell] = sweep({ initExponent: 0, rateExponents: [-1], widths: wide });
    expect(cell).toMatchObject({ verdict: 'hollow', predictedVerdict: 'stable', agrees: true });
    expect(cell!.loss.verdict).toBe('rises');
    expect(cell!.loss.end).toBeGreaterThan(2);
    expect(cell!.loss.slope!.slope).toBeGreaterThan(0.3);
  });
});

describe('alpha, ε, β₂ and the number of outputs', () => {
  /** A sweep's only cell: its slope agrees with the prediction, within what few widths and seeds can show. */
  function asPredicted(predicted: number, changes: Partial<SweepDesign>, within = 0.3) {
    const [cell] = sweep({ ...changes, widths: [64, 128, 256, 512] });
    expect(cell!.predicted).toBeCloseTo(predicted);
    expect(Math.abs(cell!.slope!.slope - predicted)).toBeLessThan(within);
    return cell!;
  }

  it('LoRA at α ∝ n learns by gradient descent at n^-2', () => {
    const own = { method: 'lora', optimiser: 'gd', initExponent: null };
    const { later } = asPredicted(0, { ...own, alphaExponent: 1, rateExponents: [-2] });
    expect(later).toEqual({ fixed: 'stable', logTime: false });
  });

  it('Adam with an ε above the gradients of μP takes steps as gradient descent, and with another β₂ as Adam', () => {
    const own = { family: 'residual-mlp-mup', rateExponents: [-0.5] };
    asPredicted(-1, { ...own, optimiser: 'adam:epsilon=1' }, 0.5);
    asPredicted(0, { ...own, optimiser: 'adam:beta2=0.9' }, 0.5);
  });

  it.each(['linear-toy-4n-outputs', 'linear-toy-quarter-outputs', 'linear-toy-8-outputs'])(
    'SingLoRA under Adam at n^-1/2 keeps the size of Δf in %s',
    (family) => {
      asPredicted(0, { family, rateExponents: [-0.5] });
    },
  );
});

describe('one width and seed', () => {
  it('gives the same numbers again, and leaves no tensor behind', () => {
    const rate = baseRate(config, models);
    const first = unitOf(config, rate);
    const tensors = tf.memory().numTensors;
    expect(unitOf(config, rate)).toEqual(first);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(first.values).toHaveLength(3);
    expect(first.values[0]).toHaveLength(4);
    expect(first.values[0]![0]).toHaveLength(measures);
  });

  it.each(
    [...families.values()]
      .filter(({ grows, convolutional }) => !grows && !convolutional)
      .map(({ name }) => name),
  )('of %s is the same by a step that was recorded with other seeds', (family) => {
    const own = { ...config, family, method: 'dora', rateExponents: [-0.5], steps: 2 };
    const opened = openSweep(own, models, 0.005);
    const [, second, third] = [0, 1, 2].map((seed) => opened.measure(64, seed));
    opened.dispose();
    expect(third).toEqual(unitOf(own, 0.005, 2));
    expect(third).not.toMatchObject({ values: second!.values });
  });

  it('starts from its own frozen weight, where factors do, by a step that was recorded with other seeds', () => {
    const fromWeight = { method: 'lora', initExponent: null, start: 'principal' } as const;
    const own = { ...config, ...fromWeight, rateExponents: [-0.5], steps: 2 };
    const before = tf.memory().numTensors;
    const opened = openSweep(own, models, 0.005);
    const [, second] = [0, 1].map((seed) => opened.measure(64, seed));
    opened.dispose();
    expect(second!.values[0]![0]![measureIndices.loss]).toBeCloseTo(second!.frozenLoss!, 3);
    expect(second).toEqual(unitOf(own, 0.005, 1));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the loss before each step and after the last, beside the frozen model’s', () => {
    const own = { ...config, rateExponents: [-0.5] };
    const { values, frozenLoss, finalLosses } = unitOf(own, 0.005);
    const losses = [...values[0]!.map((row) => row[measureIndices.loss]!), finalLosses[0]!];
    expect(losses).toHaveLength(5);
    for (const [i, later] of losses.slice(1).entries()) expect(later).toBeLessThan(losses[i]!);
    // The method starts with a small non-zero update.
    expect(Math.abs(losses[0]! / frozenLoss! - 1)).toBeLessThan(0.5);
    // A run with one step fewer ends with the loss that the next step records.
    const shorter = unitOf({ ...own, steps: 3 }, 0.005);
    expect(shorter.finalLosses[0]).toBeCloseTo(losses[3]!, 3);
  });

  it('knows the largest entry of a change, which no root mean square exceeds', () => {
    const { values } = unitOf(config, 0.005);
    for (const row of values[1]!) expect(row[measureIndices.largest]!).toBeGreaterThan(row[6]!);
  });

  it('holds nulls from the step on that is not finite', () => {
    const own = { ...config, optimiser: 'gd', steps: 30, rateExponents: [0] };
    const { values } = unitOf(own, 1);
    const rows = values[0]!;
    expect(rows[0]).not.toContain(null);
    expect(rows.at(-1)!.every((value) => value === null)).toBe(true);
  });
});

it('the base rate of gradient descent is the same for every method', () => {
  const of = (method: string) => baseRate({ ...config, method, optimiser: 'gd' }, models);
  expect(of('lora')).toBe(of('singlora'));
  expect(of('lora')).toBeGreaterThan(0);
});
