import { startBackend } from '@singlora/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkCoordinates } from '../coordinate-check/check.ts';
import { optimiserOf } from '../training/optimisers.ts';
import { wholeLayerTraining } from '../training/whole-layers.ts';
import { familyOf } from './families.ts';

beforeAll(() => startBackend());

/** The slopes of modules' first changes, with all layers trained by Adam at a rate low enough to be linear. */
function firstChanges(name: string, learningRate: number, widths: readonly number[]) {
  const family = familyOf(name);
  const optimiser = optimiserOf('adam');
  const modules = checkCoordinates(
    {
      family,
      optimiser,
      steps: [1],
      learningRate: () => learningRate,
      trainable: wholeLayerTraining(family, optimiser),
    },
    widths,
    [0, 1, 2, 3],
  );
  return Object.fromEntries(
    modules.map((module) => {
      const first = module.steps.find(({ step, quantity }) => step === 1 && quantity === 'change');
      return [module.name, first?.slope ?? NaN];
    }),
  );
}

describe.each([
  ['transformer', { 'bert.encoder.layer.0.attention.self.value': 1, classifier: 3 / 2 }],
  // At these widths the readout's own change dominates, since each of its many outputs depends on few directions of ∆h.
  ['token-network', { in: 0, hidden: 1, out: 1 }],
  ['cnn', { in: 0, hidden: 1, out: 3 / 2 }],
] as const)('%s, trained whole by Adam', (name, explodes) => {
  const widths = name === 'cnn' ? [16, 32, 64] : [64, 128, 256];
  const standard = name === 'transformer' ? name : `${name}-sp`;

  it('changes as n or faster in the standard parametrisation, with one rate', () => {
    const slopes = firstChanges(standard, 1e-5, widths);
    for (const [module, exponent] of Object.entries(explodes))
      expect(Math.abs(slopes[module]! - exponent), `${module} ${slopes[module]}`).toBeLessThan(0.3);
  });

  it('keeps the size of every change in μP', () => {
    for (const [module, slope] of Object.entries(firstChanges(`${name}-mup`, 1e-2, widths)))
      expect(Math.abs(slope), `${module} ${slope}`).toBeLessThan(0.3);
  });
});
